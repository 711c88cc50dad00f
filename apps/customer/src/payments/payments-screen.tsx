import type { Payment } from '@bestie/contracts/payment'
import { useBestie } from '@bestie/ui/bestie'
import { Empty, ProblemNote, RowsLoading } from '@bestie/ui/feedback.tsx'
import { formatRupiah } from '@bestie/ui/format'
import { Screen } from '@bestie/ui/frame.tsx'
import { ShowMore } from '@bestie/ui/show-more.tsx'
import { useTexts } from '@bestie/ui/texts'
import { useGoUp } from '@bestie/ui/trail'
import { Stack, Text } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { pricingQuery } from '../shell/queries'
import { PaymentRow } from './payment-row'
import { paymentsTexts } from './texts'

type Page = { items: Payment[]; next_cursor: string | null }

/** The customer's payments, their outcomes, and their repayments. */
export function PaymentsScreen() {
  const { api } = useBestie()
  const texts = useTexts(paymentsTexts)
  const goUp = useGoUp()
  const { data: pricing } = useQuery(pricingQuery(api, 'chat'))
  const payments = useInfiniteQuery({
    // Under the same prefix as single payments, so that an event about one payment also refreshes the list.
    queryKey: ['payment', 'list'],
    queryFn: ({ pageParam }) =>
      api.get<Page>(`/api/client/payments${pageParam === null ? '' : `?cursor=${encodeURIComponent(pageParam)}`}`),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  })
  const items = payments.data?.pages.flatMap((page) => page.items) ?? []

  return (
    <Screen title={texts.title} onBack={() => goUp('/profile')}>
      {pricing && pricing.credit_balance > 0 && (
        <Text mb="md" fw={600}>
          {texts.credit(formatRupiah(pricing.credit_balance))}
        </Text>
      )}
      {payments.isPending && <RowsLoading />}
      {payments.isError && !payments.data && <ProblemNote problem={payments.error} onRetry={() => payments.refetch()} />}
      {payments.data && items.length === 0 && <Empty title={texts.empty}>{texts.emptyText}</Empty>}
      <Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: 'none' }}>
        {items.map((payment) => (
          <PaymentRow key={payment.payment_session_id} payment={payment} />
        ))}
      </Stack>
      <ShowMore list={payments}>{texts.more}</ShowMore>
    </Screen>
  )
}
