import type { CustomerChat } from '@bestie/contracts/chat'
import { initialOf } from '@bestie/ui/defang'
import { formatDay, formatTime } from '@bestie/ui/format'
import { ForwardIcon } from '@bestie/ui/icons.tsx'
import { sharedTexts } from '@bestie/ui/shared-texts'
import { useLanguage, useTexts } from '@bestie/ui/texts'
import { Avatar, Button, Text } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { useId } from 'react'
import { Stars } from '../rating/stars'
import classes from './history.module.css'
import { historyTexts } from './texts'

/** One chat of the past: with whom, when, how long. It can be read again, and leads back to the same bestie. */
export function HistoryRow({ chat }: { chat: CustomerChat }) {
  const texts = useTexts(historyTexts)
  const shared = useTexts(sharedTexts)
  const language = useLanguage()
  const navigate = useNavigate()
  const withWhom = useId()
  const at = chat.started_at ?? chat.deadline_at
  const name = chat.mitra?.display_name ?? texts.nobody
  return (
    <div className={classes.row}>
      <Link to="/chat/$chatId" params={{ chatId: chat.chat_session_id }} className={classes.session}>
        <Avatar color="clay" radius="xl" aria-hidden="true" className={classes.initial}>
          {initialOf(name)}
        </Avatar>
        <span className={classes.text}>
          <Text component="span" display="block" fw={600} id={withWhom}>
            {name}
          </Text>
          <Text component="span" display="block" size="sm" c="dimmed">
            {formatDay(at, language)}, {formatTime(at, language)}
          </Text>
          <Text component="span" display="block" size="sm" c="dimmed">
            {shared.minutes(chat.duration_minutes)} · {texts.status[chat.status]}
          </Text>
          {chat.rating !== null && <Stars count={chat.rating} />}
          {chat.status === 'completed' && chat.rating === null && (
            <Text component="span" display="block" size="sm" fw={600} c="var(--bestie-ink)">
              {texts.rate}
            </Text>
          )}
        </span>
        <ForwardIcon size={20} />
      </Link>
      <div className={classes.again}>
        <Text size="sm" className={classes.presence} data-online={chat.mitra?.is_online || undefined}>
          {chat.mitra?.is_online ? texts.online : texts.offline}
        </Text>
        <Button
          size="md"
          variant="light"
          aria-describedby={withWhom}
          onClick={() => navigate({ to: '/payment', search: { again: chat.chat_session_id } })}
        >
          {texts.again}
        </Button>
      </div>
    </div>
  )
}
