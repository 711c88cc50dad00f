import type { MitraChat } from '@bestie/contracts/chat'
import { initialOf } from '@bestie/ui/defang'
import { formatDay, formatRupiah, formatTime } from '@bestie/ui/format'
import { sharedTexts } from '@bestie/ui/shared-texts'
import { useLanguage, useTexts } from '@bestie/ui/texts'
import { Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { toChat } from '../chat/to-chat'
import { SensitiveBadge } from '../requests/sensitive-badge'
import classes from '../screen.module.css'
import { historyTexts } from './texts'

/** One chat of the past: with whom, when, how long, how it ended. */
export function HistoryRow({ chat }: { chat: MitraChat }) {
  const texts = useTexts(historyTexts)
  const { minutes } = useTexts(sharedTexts)
  const language = useLanguage()
  const at = chat.started_at ?? chat.deadline_at
  return (
    <li>
      <Link {...toChat(chat.chat_session_id)} className={classes.row}>
        <span className={classes.initial} aria-hidden>
          {initialOf(chat.call_name)}
        </span>
        <span className={classes.rowMain}>
          {/* In large text the price goes below the name, which stays whole. */}
          <span className={classes.rowLine} style={{ flexWrap: 'wrap' }}>
            <Text span fw={600} miw={0}>
              {chat.call_name}
            </Text>
            <Text span size="sm" fw={600} className={classes.keep}>
              {chat.gross_amount === 0 ? texts.free : formatRupiah(chat.gross_amount)}
            </Text>
          </span>
          <Text span size="sm" c="dimmed">
            {formatDay(at, language)}, {formatTime(at, language)}
          </Text>
          <span className={classes.rowLine}>
            <Text span size="sm" c="dimmed">
              {minutes(chat.duration_minutes)} · {chat.ended_by ? texts.endedBy[chat.ended_by] : texts.live}
            </Text>
            {chat.topic_sensitivity === 'sensitive' && <SensitiveBadge size="sm" />}
          </span>
        </span>
      </Link>
    </li>
  )
}
