import { useSecondsLeft } from '@bestie/ui/countdown.tsx'
import { ProblemNote } from '@bestie/ui/feedback.tsx'
import { sharedTexts } from '@bestie/ui/shared-texts'
import { useTexts } from '@bestie/ui/texts'
import { Button, Text } from '@mantine/core'
import classes from '../screen.module.css'
import type { QueuedRequest } from './request-queue'
import { useRequests } from './requests-provider'
import { SensitiveBadge } from './sensitive-badge'
import { requestTexts } from './texts'

/** Every request that still waits for this mitra, including those put aside. */
export function OpenRequests({ online }: { online: boolean }) {
  const texts = useTexts(requestTexts)
  const { queue, problem, readAgain } = useRequests()
  if (queue.cards.length === 0 && problem) return <ProblemNote problem={problem} onRetry={readAgain} />
  if (queue.cards.length === 0) return <Text c="dimmed">{online ? texts.noneOnline : texts.noneOffline}</Text>
  return (
    <ul className={classes.list}>
      {queue.cards.map((card) => (
        <OpenRequest key={card.chat_session_id} card={card} />
      ))}
    </ul>
  )
}

function OpenRequest({ card }: { card: QueuedRequest }) {
  const texts = useTexts(requestTexts)
  const { minutes } = useTexts(sharedTexts)
  const { bringBack } = useRequests()
  const returning = card.request_type === 'returning'
  return (
    <li className={classes.row}>
      <div className={classes.rowMain}>
        <Text fw={600} truncate>
          {card.call_name}
        </Text>
        <Text size="sm" c="dimmed">
          {returning ? texts.returning : texts.general} · {minutes(card.duration_minutes)}
        </Text>
        {returning && <SecondsLeft card={card} />}
        {card.topic_sensitivity === 'sensitive' && <SensitiveBadge size="sm" />}
      </div>
      <Button size="md" onClick={() => bringBack(card.chat_session_id)} aria-label={`${texts.open}: ${card.call_name}`}>
        {texts.open}
      </Button>
    </li>
  )
}

function SecondsLeft({ card }: { card: QueuedRequest }) {
  const { secondsLeft } = useTexts(sharedTexts)
  const left = useSecondsLeft(card.deadline_at)
  return (
    <Text size="sm" fw={600} c="var(--bestie-warm-ink)">
      {secondsLeft(Math.min(left, card.confirmation_timeout_seconds ?? left))}
    </Text>
  )
}
