import type { FailedPairing } from '@bestie/contracts/operator'
import { useTexts } from '@bestie/ui/texts'
import { Text } from '@mantine/core'
import { useState } from 'react'
import { useQueryInAddress, writeQuery } from '../address'
import { Page } from '../shell/page'
import { DataTable } from '../table/data-table'
import { Download } from '../table/download'
import { DateRangeFilter, Filters, ManyFilter, OneFilter } from '../table/filters'
import { useTable } from '../table/use-table'
import { words } from '../words'
import { DecideDialog } from './decide-dialog'
import { useFailureColumns } from './failure-columns'
import type { Pending } from './pending'
import { ReopenDialog } from './reopen-dialog'
import { RowMenu } from './row-menu'
import { failedPairingsTexts } from './texts'

/** What was paid or asked for and did not happen, for operators to decide. */
export function FailedPairingsPage() {
  const texts = useTexts(failedPairingsTexts)
  const { cause } = useTexts(words)
  const [{ page: _, ...filters }] = useQueryInAddress()
  const failures = useTable<FailedPairing>('/internal/failed-pairings')
  const [pending, setPending] = useState<Pending | null>(null)
  const [done, setDone] = useState('')
  const columns = useFailureColumns((failure) => setPending({ kind: 'reopen', failure }))
  const finish = (said: string) => {
    setDone(said)
    setPending(null)
  }

  return (
    <Page
      title={texts.title}
      about={texts.about}
      actions={
        <Download path={`/internal/failed-pairings.csv${writeQuery(filters)}`} name="failed-pairings.csv" label={texts.csv} />
      }
    >
      <Filters>
        <ManyFilter name="cause_tags" label={texts.cause} choices={cause} />
        <DateRangeFilter />
        <OneFilter name="is_actioned" label={texts.actioned} choices={texts.actionedChoices} />
      </Filters>
      <Text role="status" size="sm" c="var(--bestie-ink)" fw={600}>
        {done}
      </Text>
      <DataTable
        caption={texts.title}
        query={failures}
        columns={columns}
        rowKey={(failure) => failure.id}
        menuLabel={texts.menuColumn}
        rowMenu={(failure) =>
          failure.operator_action === null ? (
            <RowMenu failure={failure} onChoose={(action) => setPending({ kind: 'decide', failure, action })} />
          ) : (
            '—'
          )
        }
      />
      {pending?.kind === 'decide' && <DecideDialog {...pending} onDone={finish} onClose={() => setPending(null)} />}
      {pending?.kind === 'reopen' && <ReopenDialog {...pending} onDone={finish} onClose={() => setPending(null)} />}
    </Page>
  )
}
