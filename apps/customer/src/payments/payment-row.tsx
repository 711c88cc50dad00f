import type { Payment } from '@bestie/contracts/payment'
import { formatDay, formatRupiah, formatTime } from '@bestie/ui/format'
import { sharedTexts } from '@bestie/ui/shared-texts'
import { useLanguage, useTexts } from '@bestie/ui/texts'
import { Group, Paper, Text } from '@mantine/core'
import { paymentsTexts } from './texts'

/** One payment in words: for what, how much, how it ended, and how far a repayment is. */
export function PaymentRow({ payment }: { payment: Payment }) {
  const texts = useTexts(paymentsTexts)
  const shared = useTexts(sharedTexts)
  const language = useLanguage()
  const { repayment } = payment
  return (
    <Paper component="li" withBorder p="md" radius="lg" bg="var(--bestie-surface)">
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Text fw={600}>
          {payment.is_extension ? texts.extension : texts.session}, {shared.minutes(payment.duration_minutes)}
        </Text>
        <Text fw={600} style={{ whiteSpace: 'nowrap' }}>
          {payment.is_free_trial ? texts.free : formatRupiah(payment.amount)}
        </Text>
      </Group>
      <Text size="sm" c="dimmed">
        {formatDay(payment.created_at, language)}, {formatTime(payment.created_at, language)}
      </Text>
      <Text size="sm">{texts.status[payment.status]}</Text>
      {payment.credit_amount > 0 && (
        <Text size="sm" c="dimmed">
          {texts.creditUsed(formatRupiah(payment.credit_amount))}
        </Text>
      )}
      {repayment && (
        <Text size="sm" fw={600} c="var(--bestie-warm-ink)">
          {texts[repayment.kind][repayment.status](formatRupiah(repayment.amount))}
        </Text>
      )}
      {!repayment && isReviewed(payment) && (
        <Text size="sm" fw={600} c="var(--bestie-warm-ink)">
          {texts.reviewed}
        </Text>
      )}
    </Paper>
  )
}

/** Paid, without an outcome, and nothing decided yet: it lies with the team. */
const isReviewed = ({ status, confirmed_at, is_free_trial }: Payment) =>
  !is_free_trial && confirmed_at !== null && (status === 'failed_pairing' || status === 'expired' || status === 'abandoned')
