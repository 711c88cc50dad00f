import type { CustomerRow } from '@bestie/contracts/operator-customers'
import { formatRupiah } from '@bestie/ui/format'
import { useTexts } from '@bestie/ui/texts'
import { To } from '../address'
import { Page } from '../page/page'
import { type Column, DataTable } from '../table/data-table'
import { DateRangeFilter, Filters, OneFilter, SearchFilter } from '../table/filters'
import { Moment } from '../table/moment'
import { useTable } from '../table/use-table'
import { CustomerState } from './customer-state'
import { customersTexts } from './texts'

/** Customers, with masked contact data. */
export function CustomersPage() {
  const texts = useTexts(customersTexts)
  const customers = useTable<CustomerRow>('/internal/customers')
  const columns: Column<CustomerRow>[] = [
    { header: texts.name, cell: ({ id, call_name }) => <To path={`/users/${id}`}>{call_name}</To> },
    { header: texts.phone, cell: ({ phone_masked }) => phone_masked ?? '—' },
    { header: texts.email, isBreakable: true, cell: ({ email_masked }) => email_masked ?? '—' },
    { header: texts.credit, isNumber: true, cell: ({ credit_balance }) => formatRupiah(credit_balance) },
    { header: texts.chats, isNumber: true, cell: ({ delivered_chats }) => delivered_chats },
    { header: texts.created, sort: 'created_at', sorted: 'descending', cell: ({ created_at }) => <Moment at={created_at} /> },
    { header: texts.state, cell: (customer) => <CustomerState customer={customer} /> },
  ]
  return (
    <Page title={texts.list} about={texts.about}>
      <Filters>
        <SearchFilter label={texts.find} hint={texts.findHint} />
        <OneFilter name="is_blocked" label={texts.state} choices={texts.states} />
        <DateRangeFilter />
      </Filters>
      <DataTable caption={texts.list} query={customers} columns={columns} rowKey={({ id }) => id} />
    </Page>
  )
}
