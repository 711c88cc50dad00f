import type { FailedPairing } from '@bestie/contracts/operator-failures'
import { formatRupiah } from '@bestie/ui/format'
import { useTexts } from '@bestie/ui/texts'
import { To } from '../address'
import { Email } from '../page/email'
import type { Column } from '../table/data-table'
import { Moment } from '../table/moment'
import { words } from '../words'
import { Cause } from './cause'
import { Decision } from './decision'
import { columnNames, failedPairingsTexts } from './texts'

/** The eight columns of the table of failures; `onReopen` is told the failure whose decision is to be taken back. */
export function useFailureColumns(onReopen: (failure: FailedPairing) => void): Column<FailedPairing>[] {
  const texts = useTexts(failedPairingsTexts)
  const { cause } = useTexts(words)
  return [
    {
      header: columnNames.created,
      sort: 'created_at',
      sorted: 'descending',
      cell: ({ created_at }) => <Moment at={created_at} />,
    },
    {
      header: columnNames.customer,
      cell: ({ customer }) => (customer ? <To path={`/users/${customer.id}`}>{customer.call_name}</To> : '—'),
    },
    {
      header: columnNames.targetedMitra,
      cell: ({ targeted_mitra: mitra }) => (mitra ? <To path={`/mitras/${mitra.id}`}>{mitra.display_name}</To> : '—'),
    },
    { header: columnNames.cause, cell: ({ cause_tag }) => <Cause tag={cause_tag} name={cause[cause_tag]} /> },
    {
      header: columnNames.amount,
      isNumber: true,
      cell: ({ amount, payment_session_id: id }) =>
        id === null ? (
          formatRupiah(amount)
        ) : (
          <To path={`/payments/${id}`} aria-label={texts.openPayment(formatRupiah(amount))}>
            {formatRupiah(amount)}
          </To>
        ),
    },
    { header: columnNames.action, cell: (failure) => <Decision failure={failure} onReopen={() => onReopen(failure)} /> },
    {
      header: columnNames.actionedBy,
      isBreakable: true,
      cell: ({ actioned_by }) => actioned_by && <Email email={actioned_by} />,
    },
    { header: columnNames.actionedAt, cell: ({ actioned_at }) => actioned_at && <Moment at={actioned_at} /> },
  ]
}
