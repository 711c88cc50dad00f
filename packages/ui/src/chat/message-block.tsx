import type { Message, ReaderCursor, SenderRole } from '@bestie/contracts/chat'
import { Fragment, memo, useLayoutEffect, useRef } from 'react'
import { formatDay } from '../format'
import { useLanguage } from '../texts'
import { Bubble, type Mark } from './bubble'
import classes from './chat.module.css'

type Props = {
  messages: readonly Message[]
  /** When the message before this block was written. */
  before: string | null
  role: SenderRole
  otherName: string
  readSeq: number
  deliveredSeq: number
  /** Width of the list in px: another width breaks lines differently. */
  width: number
}

/**
 * Consecutive messages. While out of sight they are not laid out again, however long the history
 * is: the block keeps the exact height that they had, so that nothing moves for the reader.
 */
export const MessageBlock = memo(function MessageBlock({
  messages,
  before,
  role,
  otherName,
  readSeq,
  deliveredSeq,
  width,
}: Props) {
  const language = useLanguage()
  const block = useRef<HTMLDivElement>(null)

  // biome-ignore lint/correctness/useExhaustiveDependencies: each of these may change the height
  useLayoutEffect(() => {
    const style = block.current?.style
    if (!block.current || !style) return
    style.contentVisibility = 'visible'
    style.containIntrinsicBlockSize = `${block.current.getBoundingClientRect().height}px`
    style.contentVisibility = 'auto'
  }, [messages, before, language, width])

  const markOf = (seq: number): Mark => (seq <= readSeq ? 'read' : seq <= deliveredSeq ? 'delivered' : 'sent')
  return (
    <div ref={block} className={classes.block}>
      {messages.map((message, index) => {
        const mine = message.sender_role === role
        const previous = messages[index - 1]?.created_at ?? before
        const day = formatDay(message.created_at, language)
        return (
          <Fragment key={message.seq}>
            {(previous === null || formatDay(previous, language) !== day) && <p className={classes.day}>{day}</p>}
            <Bubble message={message} from={mine ? null : otherName} mark={mine ? markOf(message.seq) : null} />
          </Fragment>
        )
      })}
    </div>
  )
})

/**
 * How far a cursor reaches into these messages. The result is the same for every
 * block that the cursor has passed, and for every block that it has not reached.
 */
export const within = (messages: readonly Message[], { read_seq, delivered_seq }: ReaderCursor) => {
  const clamp = (seq: number) => Math.min(Math.max(seq, (messages[0]?.seq ?? 1) - 1), messages.at(-1)?.seq ?? 0)
  return { readSeq: clamp(read_seq), deliveredSeq: clamp(delivered_seq) }
}
