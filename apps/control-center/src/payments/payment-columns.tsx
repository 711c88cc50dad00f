import type { PaymentRow } from '@bestie/contracts/operator-payments'
import { formatRupiah } from '@bestie/ui/format'
import { useTexts } from '@bestie/ui/texts'
import { To } from '../address'
import type { Column } from '../table/data-table'
import { Moment } from '../table/moment'
import { words } from '../words'
import { PaymentState } from './payment-state'
import { paymentsTexts } from './texts'

/** The columns of a table of payments. */
export function usePaymentColumns(): Column<PaymentRow>[] {
  const texts = useTexts(paymentsTexts)
  const { extension, freeTrial, minutes } = useTexts(words)
  return [
    {
      header: texts.created,
      sort: 'created_at',
      sorted: 'descending',
      cell: ({ payment_session_id: id, created_at }) => (
        <To path={`/payments/${id}`}>
          <Moment at={created_at} />
        </To>
      ),
    },
    {
      header: texts.customer,
      cell: ({ customer }) => <To path={`/users/${customer.id}`}>{customer.call_name}</To>,
    },
    { header: texts.kind, cell: (row) => (row.is_extension ? extension : row.is_free_trial ? freeTrial : texts.chat) },
    { header: texts.duration, isNumber: true, cell: (row) => minutes(row.duration_minutes) },
    { header: texts.amount, isNumber: true, cell: (row) => formatRupiah(row.amount) },
    {
      header: texts.charged,
      isNumber: true,
      cell: (row) => (row.charged_amount === null ? '—' : formatRupiah(row.charged_amount)),
    },
    { header: texts.status, cell: (row) => <PaymentState status={row.status} /> },
    { header: texts.ended, cell: (row) => <Moment at={row.ended_at} /> },
  ]
}
