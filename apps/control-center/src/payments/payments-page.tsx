import type { PaymentRow } from '@bestie/contracts/operator-payments'
import { useTexts } from '@bestie/ui/texts'
import { Page } from '../page/page'
import { DataTable } from '../table/data-table'
import { DateRangeFilter, Filters, ManyFilter, SearchFilter } from '../table/filters'
import { useTable } from '../table/use-table'
import { words } from '../words'
import { usePaymentColumns } from './payment-columns'
import { paymentsTexts } from './texts'

/** Payments, found by the beginning of their ID or the gateway's reference, by state, or by customer. */
export function PaymentsPage() {
  const texts = useTexts(paymentsTexts)
  const { payment } = useTexts(words)
  const payments = useTable<PaymentRow>('/internal/payments')
  const columns = usePaymentColumns()
  return (
    <Page title={texts.list}>
      <Filters>
        <SearchFilter label={texts.find} />
        <ManyFilter name="statuses" label={texts.status} choices={payment} />
        <DateRangeFilter />
      </Filters>
      <DataTable caption={texts.list} query={payments} columns={columns} rowKey={(row) => row.payment_session_id} />
    </Page>
  )
}
