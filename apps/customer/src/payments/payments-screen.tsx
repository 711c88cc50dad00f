import type { Payment } from '@bestie/contracts/payment'
import { Empty, ProblemNote, RowsLoading } from '@bestie/ui/feedback.tsx'
import { formatRupiah } from '@bestie/ui/format'
import { Screen } from '@bestie/ui/frame.tsx'
import { ShowMore } from '@bestie/ui/show-more.tsx'
import { useTexts } from '@bestie/ui/texts'
import { useGoUp } from '@bestie/ui/trail'
import { usePages } from '@bestie/ui/use-pages'
import { Stack, Text } from '@mantine/core'
import { paymentListKey } from '../shell/queries'
import { usePricing } from '../shell/use-pricing'
import { PaymentRow } from './payment-row'
import { paymentsTexts } from './texts'

/** The customer's payments, their outcomes, and their repayments. */
export function PaymentsScreen() {
  const texts = useTexts(paymentsTexts)
  const goUp = useGoUp()
  const { pricing } = usePricing('chat')
  const { items, list: payments } = usePages<Payment>(paymentListKey, '/api/client/payments')

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
      {/* A keyboard scrolls it: few of its rows have anything else to stop at. */}
      <Stack component="ul" tabIndex={0} aria-label={texts.title} gap="sm" p={0} m={0} style={{ listStyle: 'none' }}>
        {items.map((payment) => (
          <PaymentRow key={payment.payment_session_id} payment={payment} />
        ))}
      </Stack>
      <ShowMore list={payments}>{texts.more}</ShowMore>
    </Screen>
  )
}
