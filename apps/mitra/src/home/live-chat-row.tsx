import type { MitraChat } from '@bestie/contracts/chat'
import { useProgress } from '@bestie/ui/chat/use-progress'
import { Countdown } from '@bestie/ui/countdown.tsx'
import { initialOf } from '@bestie/ui/defang'
import { formatTime } from '@bestie/ui/format'
import { useLanguage, useTexts } from '@bestie/ui/texts'
import { Badge, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { toChat } from '../chat/to-chat'
import { SensitiveBadge } from '../requests/sensitive-badge'
import classes from '../screen.module.css'
import { homeTexts } from './texts'

/** One live chat: the customer's name, the time left, the newest message, the number of unread ones. */
export function LiveChatRow({ chat }: { chat: MitraChat }) {
  const texts = useTexts(homeTexts)
  const language = useLanguage()
  const { last, unread } = useProgress(chat)
  const lastAt = last?.created_at ?? chat.started_at
  const closing = chat.status === 'closing'

  return (
    <li>
      <Link {...toChat(chat.chat_session_id)} className={classes.row}>
        <span className={classes.initial} aria-hidden>
          {initialOf(chat.call_name)}
        </span>
        <span className={classes.rowMain}>
          <span className={classes.rowLine}>
            <Text span fw={600} truncate>
              {chat.call_name}
            </Text>
            {lastAt && (
              <Text span size="xs" c="dimmed" className={classes.keep}>
                {formatTime(lastAt, language)}
              </Text>
            )}
          </span>
          <span className={classes.rowLine}>
            <Text span size="sm" {...(unread === 0 && { c: 'dimmed' })} fw={unread > 0 ? 600 : 400} truncate>
              {last ? `${last.sender_role === 'mitra' ? `${texts.you}: ` : ''}${last.body}` : texts.noMessages}
            </Text>
            {unread > 0 && (
              <Badge circle size="lg" color="clay.7" aria-label={texts.unread(unread)} className={classes.keep}>
                {unread > 99 ? '99+' : unread}
              </Badge>
            )}
          </span>
          <span className={classes.rowLine}>
            <Text span size="sm" fw={600} c={closing ? 'var(--bestie-warm-ink)' : 'var(--bestie-ink)'}>
              {closing ? (
                `${chat.may_say_goodbye ? texts.sayGoodbye : texts.closing} · `
              ) : (
                <span aria-hidden>{texts.timeLeft} </span>
              )}
              <Countdown until={closing ? chat.goodbye_deadline_at : chat.ends_at} label={texts.timeLeft} />
            </Text>
            {chat.topic_sensitivity === 'sensitive' && <SensitiveBadge size="sm" />}
          </span>
        </span>
      </Link>
    </li>
  )
}
