import type { CustomerChat } from '@bestie/contracts/chat'
import { formatDay, formatTime } from '@bestie/ui/format'
import { ForwardIcon } from '@bestie/ui/icons.tsx'
import { sharedTexts } from '@bestie/ui/shared-texts'
import { useLanguage, useTexts } from '@bestie/ui/texts'
import { Avatar, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import classes from './history.module.css'
import { historyTexts } from './texts'

/** One session: with whom, when, how long. It opens to be read again. */
export function HistoryRow({ chat }: { chat: CustomerChat }) {
  const texts = useTexts(historyTexts)
  const shared = useTexts(sharedTexts)
  const language = useLanguage()
  const at = chat.started_at ?? chat.deadline_at
  const content = (
    <>
      <Avatar name={chat.mitra?.display_name ?? ''} color="clay" radius="xl" aria-hidden="true" />
      <span className={classes.text}>
        <Text component="span" display="block" fw={600}>
          {chat.mitra?.display_name ?? texts.nobody}
        </Text>
        <Text component="span" display="block" size="sm" c="dimmed">
          {formatDay(at, language)}, {formatTime(at, language)} · {shared.minutes(chat.duration_minutes)}
        </Text>
        <Text component="span" display="block" size="sm" c="dimmed">
          {texts.status[chat.status]}
        </Text>
      </span>
    </>
  )
  if (chat.mitra === null || chat.started_at === null) return <div className={classes.row}>{content}</div>
  return (
    <Link to="/chat/$chatId" params={{ chatId: chat.chat_session_id }} className={classes.row}>
      {content}
      <ForwardIcon size={20} />
    </Link>
  )
}
