import type { CustomerChat } from '@bestie/contracts/chat'
import type { Payment } from '@bestie/contracts/payment'
import { useBestie } from '@bestie/ui/bestie'
import { formatTime } from '@bestie/ui/format'
import { useLanguage, useTexts } from '@bestie/ui/texts'
import { Button, Paper, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { currentQuery } from '../shell/queries'
import classes from './home.module.css'
import { homeTexts } from './texts'
import { useAvailability } from './use-availability'

/** What is under way or paid for: a session, a search, a session not yet used. */
export function ReturnCards() {
  const { api } = useBestie()
  const { data: current } = useQuery(currentQuery(api))
  if (!current) return null
  return (
    <Stack gap="sm">
      {current.items.map((chat) => (
        <ChatCard key={chat.chat_session_id} chat={chat} />
      ))}
      {current.waiting_payments?.map((payment) => (
        <PaidCard key={payment.payment_session_id} payment={payment} />
      ))}
    </Stack>
  )
}

function ChatCard({ chat }: { chat: CustomerChat }) {
  const texts = useTexts(homeTexts)
  const language = useLanguage()
  const navigate = useNavigate()
  if (chat.status === 'searching') {
    return (
      <Card title={texts.searching} text={texts.searchingText}>
        <Button
          variant="white"
          onClick={() => navigate({ to: '/searching/$paymentId', params: { paymentId: chat.payment_session_id } })}
        >
          {texts.openSearch}
        </Button>
      </Card>
    )
  }
  return (
    <Card
      title={texts.chatWith(chat.mitra?.display_name ?? 'bestie')}
      text={chat.status === 'closing' ? texts.chatClosing : texts.chatUntil(formatTime(chat.ends_at ?? 0, language))}
    >
      <Button variant="white" onClick={() => navigate({ to: '/chat/$chatId', params: { chatId: chat.chat_session_id } })}>
        {texts.openChat}
      </Button>
    </Card>
  )
}

function PaidCard({ payment }: { payment: Payment }) {
  const texts = useTexts(homeTexts)
  const language = useLanguage()
  const navigate = useNavigate()
  const available = useAvailability() === 'yes'
  return (
    <Card title={texts.paid} text={texts.paidUntil(formatTime(payment.expires_at, language))}>
      <Button
        variant="white"
        disabled={!available}
        onClick={() => navigate({ to: '/searching/$paymentId', params: { paymentId: payment.payment_session_id } })}
      >
        {texts.usePaid}
      </Button>
    </Card>
  )
}

function Card({ title, text, children }: { title: string; text: string; children: React.ReactNode }) {
  return (
    <Paper component="section" aria-label={title} className={classes.card}>
      <Text fw={650} size="lg">
        {title}
      </Text>
      <Text mb="sm">{text}</Text>
      {children}
    </Paper>
  )
}
