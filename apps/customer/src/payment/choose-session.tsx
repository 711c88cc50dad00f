import type { TopicSensitivity } from '@bestie/contracts/values'
import { useBestie } from '@bestie/ui/bestie'
import { Empty, ProblemNote, RowsLoading } from '@bestie/ui/feedback.tsx'
import { formatRupiah } from '@bestie/ui/format'
import { Screen } from '@bestie/ui/frame.tsx'
import { randomId } from '@bestie/ui/random-id'
import { useTexts } from '@bestie/ui/texts'
import { Button, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { pricingQuery } from '../shell/queries'
import type { Choice } from './payment-flow'
import { paymentTexts } from './texts'
import { TierPicker } from './tier-picker'
import { TopicPicker } from './topic-picker'

type Props = { busy: boolean; problem: unknown; onPay: (choice: Choice, key: string) => void; onBack: () => void }

/** The tier, the topic, the price, and the one button that pays or, for a first session, begins. */
export function ChooseSession({ busy, problem, onPay, onBack }: Props) {
  const { api } = useBestie()
  const texts = useTexts(paymentTexts)
  const pricing = useQuery(pricingQuery(api))
  const [chosen, setChosen] = useState<string | null>(null)
  const [topic, setTopic] = useState<TopicSensitivity>('regular')

  const tiers = pricing.data?.tiers ?? []
  const tier = tiers.find((each) => each.id === chosen) ?? tiers[0]
  const free = pricing.data?.free_trial_eligible ?? false
  const credit = pricing.data?.credit_balance ?? 0
  const pay = () => {
    if (!tier || busy) return
    onPay({ tier_id: tier.id, topic_sensitivity: topic, ...(free ? { is_free_trial: true } : {}) }, randomId())
  }

  const foot = tier && (
    <Stack gap="xs">
      <Group justify="space-between">
        <Text>{texts.total}</Text>
        <Text fw={650} size="lg">
          {formatRupiah(free ? 0 : tier.amount)}
        </Text>
      </Group>
      {credit > 0 && !free && (
        <Text size="sm" c="dimmed">
          {texts.credit(formatRupiah(credit))}
        </Text>
      )}
      <Button size="xl" loading={busy} onClick={pay}>
        {free ? texts.begin : texts.pay}
      </Button>
    </Stack>
  )

  return (
    <Screen title={texts.title} onBack={onBack} foot={foot}>
      <Stack gap="xl">
        {problem !== null && <ProblemNote problem={problem} />}
        {pricing.isPending && <RowsLoading rows={4} height={64} />}
        {pricing.isError && !pricing.data && <ProblemNote problem={pricing.error} onRetry={() => pricing.refetch()} />}
        {pricing.isSuccess && tiers.length === 0 && <Empty title={texts.none}>{texts.noneText}</Empty>}
        {tier && (
          <>
            {free && <Text c="dimmed">{texts.freeNote}</Text>}
            <TierPicker tiers={tiers} free={free} value={tier.id} onChange={setChosen} disabled={busy} />
            <TopicPicker value={topic} onChange={setTopic} disabled={busy} />
          </>
        )}
      </Stack>
    </Screen>
  )
}
