import type { Message } from '@bestie/contracts/chat'
import { UnstyledButton, VisuallyHidden } from '@mantine/core'
import { memo } from 'react'
import { defang } from '../defang'
import { formatTime } from '../format'
import { ClockIcon, DeliveredIcon, SentIcon } from '../icons'
import type { OutgoingMessage } from '../outgoing'
import { useLanguage, useTexts } from '../texts'
import classes from './chat.module.css'
import { chatTexts } from './texts'

export type Mark = 'sent' | 'delivered' | 'read'

type Props = {
  message: Message
  /** The other side's name; null for the reader's own message. */
  from: string | null
  mark: Mark | null
}

/**
 * A message that the server has. Its text is inert: no link, no markup, in the direction in which it was
 * written. It is defanged here because the user's own text comes from this device, not from the server.
 */
export const Bubble = memo(function Bubble({ message, from, mark }: Props) {
  const language = useLanguage()
  const texts = useTexts(chatTexts)
  return (
    <div className={from === null ? classes.mine : classes.theirs} data-seq={message.seq}>
      <VisuallyHidden>{from ?? texts.you}</VisuallyHidden>
      <p className={classes.body} dir="auto">
        {message.body === '' ? <em>{texts.notKept}</em> : defang(message.body)}
      </p>
      <span className={classes.meta}>
        <time dateTime={message.created_at}>{formatTime(message.created_at, language)}</time>
        {mark && <MarkIcon mark={mark} />}
      </span>
    </div>
  )
})

function MarkIcon({ mark }: { mark: Mark }) {
  const texts = useTexts(chatTexts)
  return (
    <span role="img" aria-label={texts[mark]} title={texts[mark]} data-mark={mark} className={classes.mark}>
      {mark === 'sent' ? <SentIcon size={16} /> : <DeliveredIcon size={16} />}
    </span>
  )
}

type WaitingProps = { message: OutgoingMessage; onRetry: (id: string) => void; onDiscard: (id: string) => void }

/** A message that the server does not have yet, or has refused. Silent, since the bubble that takes its place is read out. */
export function WaitingBubble({ message, onRetry, onDiscard }: WaitingProps) {
  const texts = useTexts(chatTexts)
  const language = useLanguage()
  const closed = message.refused === 'chat_not_active'
  return (
    <div className={classes.mine} data-waiting={message.client_message_id} aria-live="off">
      <VisuallyHidden>{texts.you}</VisuallyHidden>
      <p className={classes.body} dir="auto">
        {defang(message.body)}
      </p>
      {message.refused === null ? (
        <span className={classes.meta}>
          <time>{formatTime(message.typed_at, language)}</time>
          <span role="img" aria-label={texts.waiting} title={texts.waiting} data-mark="waiting" className={classes.mark}>
            <ClockIcon size={14} />
          </span>
        </span>
      ) : (
        <span className={classes.refused} role="alert">
          {closed ? texts.refusedClosed : texts.refused}
          {!closed && <UnstyledButton onClick={() => onRetry(message.client_message_id)}>{texts.retry}</UnstyledButton>}
          <UnstyledButton onClick={() => onDiscard(message.client_message_id)}>{texts.discard}</UnstyledButton>
        </span>
      )}
    </div>
  )
}
