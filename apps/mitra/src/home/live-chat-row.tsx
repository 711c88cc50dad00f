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
import styles from '../screen.module.css'
import { homeTexts } from './texts'

/** One live chat: the customer's name, the time left, the newest message, the number of unread ones. */
export function LiveChatRow({ chat }: { chat: MitraChat }) {
  const t = useTexts(homeTexts)
  const language = useLanguage()
  const { last, unread } = useProgress(chat)
  const lastAt = last?.created_at ?? chat.started_at
  const closing = chat.status === 'closing'

  return (
    <li>
      <Link {...toChat(chat.chat_session_id)} className={styles.row}>
        <span className={styles.initial} aria-hidden>
          {initialOf(chat.call_name)}
        </span>
        <span className={styles.rowMain}>
          <span className={styles.rowLine}>
            <Text span fw={600} truncate>
              {chat.call_name}
            </Text>
            {lastAt && (
              <Text span size="xs" c="dimmed" className={styles.keep}>
                {formatTime(lastAt, language)}
              </Text>
            )}
          </span>
          <span className={styles.rowLine}>
            <Text span size="sm" {...(unread === 0 && { c: 'dimmed' })} fw={unread > 0 ? 600 : 400} truncate>
              {last ? `${last.sender_role === 'mitra' ? `${t.you}: ` : ''}${last.body}` : t.noMessages}
            </Text>
            {unread > 0 && (
              <Badge circle size="lg" color="clay.7" aria-label={t.unread(unread)} className={styles.keep}>
                {unread > 99 ? '99+' : unread}
              </Badge>
            )}
          </span>
          <span className={styles.rowLine}>
            <Text span size="sm" fw={600} c={closing ? 'var(--bestie-warm-ink)' : 'var(--bestie-ink)'}>
              {closing ? `${chat.may_say_goodbye ? t.sayGoodbye : t.closing} · ` : <span aria-hidden>{t.timeLeft} </span>}
              <Countdown until={closing ? chat.goodbye_deadline_at : chat.ends_at} label={t.timeLeft} />
            </Text>
            {chat.topic_sensitivity === 'sensitive' && <SensitiveBadge size="sm" />}
          </span>
        </span>
      </Link>
    </li>
  )
}
