import { Readable } from 'node:stream'
import type { FailedPairing } from '@bestie/contracts/operator-failures'
import type { Ctx } from '../../ctx'
import { type Actor, audit } from '../audit'
import { type Filters, readFailedPairingsAfter } from './list-failed-pairings'

/** Most rows of one file: what a spreadsheet still opens. */
const mostRows = 100_000
const rowsAtOnce = 1_000

const columns: [string, (row: FailedPairing) => string | number | null | undefined][] = [
  ['created_at', (row) => row.created_at],
  ['payment_session_id', (row) => row.payment_session_id],
  ['customer_id', (row) => row.customer_id],
  ['customer', (row) => row.customer?.call_name],
  ['targeted_mitra', (row) => row.targeted_mitra?.display_name],
  ['cause_tag', (row) => row.cause_tag],
  ['amount', (row) => row.amount],
  ['operator_action', (row) => row.operator_action],
  ['actioned_by', (row) => row.actioned_by],
  ['actioned_at', (row) => row.actioned_at],
  ['note', (row) => row.note],
  ['repayment_status', (row) => row.repayment?.status],
]

/** A CSV cell that no spreadsheet evaluates: a leading quote disarms formulas. */
export function csvCell(value: string | number | null | undefined): string {
  const text = value == null ? '' : String(value)
  const inert = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n']/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert
}

const csvLine = (cells: (string | number | null | undefined)[]): string => `${cells.map(csvCell).join(',')}\r\n`

/** The failures that match these filters as CSV, at most 100,000, read and sent by the thousand. The audit log records it. */
export async function exportFailedPairings(ctx: Ctx, operator: Actor, filters: Filters): Promise<Readable> {
  await audit(ctx.db, operator, { action: 'export_failed_pairings', subject: 'pairing_failures', after: filters })
  async function* lines(): AsyncGenerator<string> {
    // The byte order mark tells spreadsheets that this is UTF-8.
    yield `\ufeff${csvLine(columns.map(([name]) => name))}`
    let last: string | undefined
    for (let sent = 0; sent < mostRows; sent += rowsAtOnce) {
      const rows = await readFailedPairingsAfter(ctx.db, filters, last, rowsAtOnce)
      yield rows.map((row) => csvLine(columns.map(([, cellOf]) => cellOf(row)))).join('')
      last = rows.at(-1)?.id
      if (rows.length < rowsAtOnce) return
    }
  }
  return Readable.from(lines())
}
