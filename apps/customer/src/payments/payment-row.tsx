import type { Payment } from '@bestie/contracts/payment'
import { useBestie } from '@bestie/ui/bestie'
import { ProblemNote } from '@bestie/ui/feedback.tsx'
import { formatDay, formatRupiah, formatTime } from '@bestie/ui/format'
import { sharedTexts } from '@bestie/ui/shared-texts'
import { useLanguage, useTexts } from '@bestie/ui/texts'
import { Box, Button, Group, Paper, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { paymentsKey } from '../shell/queries'
import { paymentsTexts } from './texts'

/** One payment in words: for what, how much, how it ended, and how far a repayment has got. */
export function PaymentRow({ payment }: { payment: Payment }) {
  const texts = useTexts(paymentsTexts)
  const shared = useTexts(sharedTexts)
  const language = useLanguage()
  const navigate = useNavigate()
  return (
    <Paper component="li" withBorder p="md" radius="lg" bg="var(--bestie-surface)">
      <Group justify="space-between" gap="xs">
        {/* In large text the price takes a line of its own. */}
        <Text fw={600} flex="1 1 8rem">
          {payment.is_extension ? texts.extension : texts.session}, {shared.minutes(payment.duration_minutes)}
        </Text>
        <Text fw={600} style={{ whiteSpace: 'nowrap' }}>
          {payment.is_free_trial ? texts.free : formatRupiah(payment.amount)}
        </Text>
      </Group>
      <Text size="sm" c="dimmed">
        {formatDay(payment.created_at, language)}, {formatTime(payment.created_at, language)}
      </Text>
      <Text size="sm">{isUnasked(payment) && payment.charged_amount === 0 ? texts.held : texts.status[payment.status]}</Text>
      {payment.credit_amount > 0 && (
        <Text size="sm" c="dimmed">
          {texts.creditUsed(formatRupiah(payment.credit_amount))}
        </Text>
      )}
      {wasPaidForNothing(payment) &&
        (payment.charged_amount > 0 ? <GivenBack {...payment} /> : <Outcome>{texts.released}</Outcome>)}
      {payment.unexpected_captures.map((capture, nth) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: captures are only ever added, each behind the one before
        <Box key={nth} mt={4}>
          <Text size="sm">{texts.unexpected(formatRupiah(capture.amount))}</Text>
          <GivenBack {...capture} />
        </Box>
      ))}
      {payment.status === 'pending' && (
        <Button
          mt="xs"
          size="md"
          variant="light"
          onClick={() => navigate({ to: '/payment', search: { payment: payment.payment_session_id } })}
        >
          {texts.resume}
        </Button>
      )}
      {isUnasked(payment) && !payment.in_use && <Release paymentId={payment.payment_session_id} />}
    </Paper>
  )
}

const isUnasked = ({ is_extension, status }: Payment) => is_extension && status === 'confirmed'
const wasPaidForNothing = ({ status, confirmed_at, is_free_trial }: Payment) =>
  (status === 'failed_pairing' || status === 'expired') && confirmed_at !== null && !is_free_trial

/** What becomes of money that was taken and brought nothing: it is given back, or was looked at, or will be. */
function GivenBack({ repayment, is_decided }: Pick<Payment, 'repayment' | 'is_decided'>) {
  const texts = useTexts(paymentsTexts)
  // A repayment that failed is decided on once more; after that the new decision counts.
  if (repayment && !(repayment.status === 'failed' && is_decided)) {
    return <Outcome>{texts[repayment.kind][repayment.status](formatRupiah(repayment.amount))}</Outcome>
  }
  return <Outcome>{is_decided ? texts.decided : texts.reviewed}</Outcome>
}

function Outcome({ children }: { children: string }) {
  return (
    <Text size="sm" fw={600} c="var(--bestie-warm-ink)">
      {children}
    </Text>
  )
}

/**
 * Releases an extension's payment with which nobody was asked, e.g.
 * because the chat ended first: it need not wait until it expires.
 */
function Release({ paymentId }: { paymentId: string }) {
  const { api, queries } = useBestie()
  const texts = useTexts(paymentsTexts)
  const release = useMutation({
    mutationFn: () => api.post<Payment>(`/api/client/payments/${paymentId}/cancel-search`),
    onSettled: () => queries.invalidateQueries({ queryKey: paymentsKey }),
  })
  return (
    <>
      {release.error && <ProblemNote problem={release.error} />}
      <Button mt="xs" size="md" variant="light" loading={release.isPending} onClick={() => release.mutate()}>
        {texts.release}
      </Button>
    </>
  )
}
