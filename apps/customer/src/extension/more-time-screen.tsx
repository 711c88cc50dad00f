import { ApiProblem } from '@bestie/ui/api'
import { useBestie } from '@bestie/ui/bestie'
import { Countdown, useIsPast } from '@bestie/ui/countdown.tsx'
import { Empty, ProblemNote, RowsLoading } from '@bestie/ui/feedback.tsx'
import { formatRupiah } from '@bestie/ui/format'
import { Screen } from '@bestie/ui/frame.tsx'
import { ClockIcon } from '@bestie/ui/icons.tsx'
import { randomId } from '@bestie/ui/random-id'
import { useTexts } from '@bestie/ui/texts'
import { useGoUp } from '@bestie/ui/trail'
import { useSettled } from '@bestie/ui/use-settled'
import { Button, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Navigate, useLocation, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { TierPicker } from '../payment/tier-picker'
import { usePaymentFlow } from '../payment/use-payment-flow'
import { GoUp } from '../shell/go-up'
import { chatQuery } from '../shell/queries'
import { usePricing } from '../shell/use-pricing'
import { extensionTexts } from './texts'

/** `/chat/…/more-time`: choose how much more time, and at what price. Only after that is the bestie asked. */
export function MoreTimeScreen() {
  const { payment } = useSearch({ from: '/chat/$chatId/more-time' })
  const [begun] = useState(payment)
  if (begun !== undefined) return <Navigate to="/payment" search={{ payment: begun }} replace />
  return <ChooseMoreTime payment={payment ?? null} />
}

function ChooseMoreTime({ payment }: { payment: string | null }) {
  const { chatId } = useParams({ from: '/chat/$chatId/more-time' })
  const { api } = useBestie()
  const texts = useTexts(extensionTexts)
  const navigate = useNavigate()
  const goUp = useGoUp()
  const { state, send } = usePaymentFlow({
    inAddress: payment,
    keepInAddress: (paymentId) => {
      const search = paymentId !== null ? { payment: paymentId } : {}
      void navigate({ to: '/chat/$chatId/more-time', params: { chatId }, search, replace: true })
    },
    onPaymentScreen: false,
  })
  const { pricing, isPending, error: unpriced, refetch: priceAgain } = usePricing('extension')
  const { data: chat, error: unread, refetch: readAgain } = useQuery(chatQuery(api, chatId))
  const settled = useSettled()
  const [chosen, setChosen] = useState<string | null>(null)
  const due = useIsPast(chat?.ends_at ?? null)

  const unreadable = unpriced ?? (chat ? null : unread)
  const tiers = pricing?.tiers ?? []
  const tier = tiers.find((each) => each.id === chosen) ?? tiers[0]
  const credit = Math.min(pricing?.credit_balance ?? 0, tier?.amount ?? 0)
  const busy = !state.matches('choosing')
  const over = chat !== undefined && (chat.status !== 'active' || due)
  const { problem } = state.context
  const endedBy = useLocation({ select: (location) => location.state.problem })
  const pay = () => {
    if (!tier || !chat || busy || !settled) return
    send({ type: 'PAY', choice: { tier_id: tier.id, is_extension: true, chat_session_id: chatId }, key: randomId() })
  }

  // Asked for on another device: the chat shows the one question that there can be.
  if (!busy && chat?.pending_extension) return <GoUp to={`/chat/${chatId}`} />

  const ended = endedBy !== undefined && <ProblemNote problem={new ApiProblem(endedBy)} />
  const note =
    problem === null ? (
      ended
    ) : (
      <ProblemNote problem={problem} onRetry={state.matches('waiting') ? () => send({ type: 'CHECK' }) : undefined} />
    )
  const foot = tier && !over && (
    <Stack gap="xs">
      <Group justify="space-between">
        <Text>{texts.price}</Text>
        <Text fw={650} size="lg">
          {formatRupiah(tier.amount)}
        </Text>
      </Group>
      <Text size="sm" c="dimmed">
        {pricing?.charged_at_once ? texts.chargedAtOnce : texts.held}
        {credit > 0 && ` ${texts.credit(formatRupiah(credit), formatRupiah(tier.amount - credit))}`}
      </Text>
      {note}
      <Button size="xl" loading={busy} disabled={!chat} aria-disabled={!settled || undefined} onClick={pay}>
        {texts.pay}
      </Button>
    </Stack>
  )

  return (
    <Screen title={texts.title} onBack={() => goUp(`/chat/${chatId}`)} foot={foot}>
      {over ? (
        <>
          {ended}
          <Empty title={texts.overTitle}>{texts.overText}</Empty>
        </>
      ) : (
        <Stack gap="lg">
          {chat?.status === 'active' && (
            <Group gap={8}>
              <ClockIcon size={18} />
              <Text aria-hidden="true">{texts.timeLeft}</Text>
              <Countdown until={chat.ends_at} label={texts.timeLeft} />
            </Group>
          )}
          {!foot && note}
          {unreadable && (
            <ProblemNote
              problem={unreadable}
              onRetry={() => {
                if (unread) void readAgain()
                if (unpriced) void priceAgain()
              }}
            />
          )}
          {isPending && <RowsLoading rows={3} height={64} />}
          {pricing && tiers.length === 0 && <Empty title={texts.none}>{texts.noneText}</Empty>}
          {tier && (
            <TierPicker legend={texts.howLong} tiers={tiers} free={false} value={tier.id} onChange={setChosen} disabled={busy} />
          )}
        </Stack>
      )}
    </Screen>
  )
}
