import type { MitraInBrief } from '@bestie/contracts/payment'
import type { TopicSensitivity } from '@bestie/contracts/values'
import { useBestie } from '@bestie/ui/bestie'
import { Empty, ProblemNote, RowsLoading } from '@bestie/ui/feedback.tsx'
import { formatRupiah } from '@bestie/ui/format'
import { Screen } from '@bestie/ui/frame.tsx'
import { randomId } from '@bestie/ui/random-id'
import { useTexts } from '@bestie/ui/texts'
import { useSettled } from '@bestie/ui/use-settled'
import { Button, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { chatQuery } from '../shell/queries'
import { usePricing } from '../shell/use-pricing'
import { AlreadyPaid } from './already-paid'
import type { Choice } from './payment-flow'
import { paymentTexts } from './texts'
import { TierPicker } from './tier-picker'
import { TopicPicker } from './topic-picker'
import { WithSameMitra } from './with-same-mitra'

type Props = {
  busy: boolean
  problem: unknown
  /** A chat of the past, whose mitra is to be asked again. */
  again: string | null
  /** The mitra for whom an earlier payment was begun. */
  meant: MitraInBrief | null
  onPay: (choice: Choice, key: string) => void
  onBack: () => void
}

/** The tier, the topic, the price, and the one button that pays or, for a free trial, begins. */
export function ChooseSession({ busy, problem, again, meant, onPay, onBack }: Props) {
  const { api } = useBestie()
  const texts = useTexts(paymentTexts)
  const { pricing, isPending, error: unpriced, refetch: priceAgain } = usePricing('chat')
  const last = useQuery({ ...chatQuery(api, again ?? ''), enabled: again !== null })
  const mitra = meant ?? last.data?.mitra ?? null
  const settled = useSettled()
  const [chosen, setChosen] = useState<string | null>(null)
  const [topic, setTopic] = useState<TopicSensitivity | null>(again === null && meant === null ? 'regular' : null)

  const tiers = pricing?.tiers ?? []
  const tier = tiers.find((each) => each.id === chosen) ?? tiers[0]
  const free = pricing?.free_trial_eligible ?? false
  const credit = Math.min(pricing?.credit_balance ?? 0, tier?.amount ?? 0)
  // Nobody pays for one particular bestie until we know which.
  const unknown = again !== null && mitra === null
  const pay = () => {
    if (!tier || busy || unknown || !settled) return
    const choice = {
      tier_id: tier.id,
      ...(topic ? { topic_sensitivity: topic } : {}),
      ...(mitra ? { targeted_mitra_id: mitra.id } : {}),
      ...(free ? { is_free_trial: true } : {}),
    }
    onPay(choice, randomId())
  }

  const note = problem !== null && <ProblemNote problem={problem} />
  const foot = tier && !unknown && (
    <Stack gap="xs">
      <Group justify="space-between">
        <Text>{texts.total}</Text>
        <Text fw={650} size="lg">
          {formatRupiah(free ? 0 : tier.amount)}
        </Text>
      </Group>
      {credit > 0 && !free && (
        <Text size="sm" c="dimmed">
          {texts.credit(formatRupiah(credit), formatRupiah(tier.amount - credit))}
        </Text>
      )}
      {note}
      <Button size="xl" loading={busy} aria-disabled={!settled || undefined} onClick={pay}>
        {free ? texts.begin : texts.pay}
      </Button>
    </Stack>
  )

  return (
    <Screen title={texts.title} onBack={onBack} foot={foot}>
      <Stack gap="xl">
        <AlreadyPaid />
        {!foot && note}
        {(isPending || (unknown && last.isPending)) && <RowsLoading rows={4} height={64} />}
        {unpriced && <ProblemNote problem={unpriced} onRetry={() => priceAgain()} />}
        {pricing && tiers.length === 0 && <Empty title={texts.none}>{texts.noneText}</Empty>}
        {unknown && last.isError && <ProblemNote problem={last.error} onRetry={() => last.refetch()} />}
        {tier && !unknown && (
          <>
            {mitra && <WithSameMitra name={mitra.display_name} />}
            {free && <Text c="dimmed">{texts.freeNote}</Text>}
            <TierPicker legend={texts.howLong} tiers={tiers} free={free} value={tier.id} onChange={setChosen} disabled={busy} />
            <TopicPicker again={mitra !== null} value={topic} onChange={setTopic} disabled={busy} />
          </>
        )}
      </Stack>
    </Screen>
  )
}
