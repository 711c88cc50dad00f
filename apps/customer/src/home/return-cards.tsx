import type { CustomerChat } from '@bestie/contracts/chat'
import { useBestie } from '@bestie/ui/bestie'
import { useProgress } from '@bestie/ui/chat/use-progress'
import { ProblemNote } from '@bestie/ui/feedback.tsx'
import { formatTime } from '@bestie/ui/format'
import { useLanguage, useTexts } from '@bestie/ui/texts'
import { Button, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { currentQuery } from '../shell/queries'
import { Card } from './card'
import { PaidCard } from './paid-card'
import { homeTexts } from './texts'

/** Everything under way or paid for: a chat, a search, a payment not yet used. */
export function ReturnCards() {
  const { api } = useBestie()
  const {
    data: current,
    error,
    refetch,
  } = useQuery({
    ...currentQuery(api),
    // No event tells this device that another one has begun to use what waits here.
    refetchInterval: ({ state }) => (state.data?.waiting_payments.length ? 5_000 : false),
  })
  if (!current) return error && <ProblemNote problem={error} onRetry={() => refetch()} />
  return (
    <Stack gap="sm">
      {current.items.map((chat) =>
        chat.status === 'searching' ? (
          <SearchCard key={chat.chat_session_id} chat={chat} />
        ) : (
          <ChatCard key={chat.chat_session_id} chat={chat} />
        ),
      )}
      {current.waiting_payments.map((payment) => (
        <PaidCard key={payment.payment_session_id} payment={payment} />
      ))}
    </Stack>
  )
}

function SearchCard({ chat }: { chat: CustomerChat }) {
  const texts = useTexts(homeTexts)
  const navigate = useNavigate()
  const { payment_session_id: paymentId } = chat
  if (paymentId === null) return null
  const params = { paymentId }
  return chat.request_type === 'returning' ? (
    <Card title={texts.asking(chat.mitra?.display_name ?? texts.bestie)} text={texts.askingText}>
      <Button variant="white" onClick={() => navigate({ to: '/returning/$paymentId', params })}>
        {texts.openAsking}
      </Button>
    </Card>
  ) : (
    <Card title={texts.searching} text={texts.searchingText}>
      <Button variant="white" onClick={() => navigate({ to: '/searching/$paymentId', params })}>
        {texts.openSearch}
      </Button>
    </Card>
  )
}

function ChatCard({ chat }: { chat: CustomerChat }) {
  const texts = useTexts(homeTexts)
  const language = useLanguage()
  const navigate = useNavigate()
  const { unread } = useProgress(chat)
  return (
    <Card
      news={unread > 0 ? texts.unread(unread) : null}
      title={texts.chatWith(chat.mitra?.display_name ?? texts.bestie)}
      text={chat.status === 'closing' ? texts.chatClosing : texts.chatUntil(formatTime(chat.ends_at ?? 0, language))}
    >
      <Button variant="white" onClick={() => navigate({ to: '/chat/$chatId', params: { chatId: chat.chat_session_id } })}>
        {texts.openChat}
      </Button>
    </Card>
  )
}
