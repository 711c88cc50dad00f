import { Button } from '@mantine/core'
import { Fragment, useEffect, useRef } from 'react'
import { useConnectionState } from '../bestie'
import { ProblemNote, RowsLoading } from '../feedback'
import { formatDay } from '../format'
import { DownIcon } from '../icons'
import { useLanguage, useTexts } from '../texts'
import { Bubble, type Mark, WaitingBubble } from './bubble'
import classes from './chat.module.css'
import { chatTexts } from './chat-texts'
import type { Chat } from './use-chat'
import { useStickToEnd } from './use-stick-to-end'

/** The messages of a chat, by day, with what is on its way, and the other side typing. */
export function MessageList({ chat, otherName }: { chat: Chat; otherName: string }) {
  const texts = useTexts(chatTexts)
  const language = useLanguage()
  const list = useRef<HTMLDivElement>(null)
  const { messages, waiting, theirs } = chat
  const lastSeq = messages.at(-1)?.seq ?? 0
  const contentKey = `${lastSeq} ${waiting.length} ${chat.otherIsTyping}`
  const { atEnd, toEnd } = useStickToEnd(list, messages[0]?.seq ?? 0, contentKey)
  useReadMarks(chat, atEnd)

  // What one writes oneself is always shown.
  const written = waiting.at(-1)?.client_message_id
  useEffect(() => {
    if (written) toEnd()
  }, [written, toEnd])

  const markOf = (seq: number): Mark => (seq <= theirs.read_seq ? 'read' : seq <= theirs.delivered_seq ? 'delivered' : 'sent')

  return (
    <div className={classes.listBox}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard scrolls it */}
      <div ref={list} className={classes.list} tabIndex={0} role="log" aria-label={texts.messages} aria-busy={chat.isPending}>
        {chat.isPending && <RowsLoading rows={4} height={52} />}
        {chat.error && <ProblemNote problem={chat.error} onRetry={() => chat.refetch()} />}
        {chat.hasOlder && (
          <Button className={classes.older} variant="subtle" size="md" loading={chat.loadingOlder} onClick={chat.loadOlder}>
            {texts.older}
          </Button>
        )}
        {!chat.isPending && !chat.error && messages.length + waiting.length === 0 && (
          <p className={classes.empty}>{texts.empty}</p>
        )}
        {messages.map((message, index) => {
          const mine = message.sender_role === chat.role
          const day = formatDay(message.created_at, language)
          const previous = messages[index - 1]
          return (
            <Fragment key={message.seq}>
              {(!previous || formatDay(previous.created_at, language) !== day) && <p className={classes.day}>{day}</p>}
              <Bubble message={message} mine={mine} mark={mine ? markOf(message.seq) : null} />
            </Fragment>
          )
        })}
        {waiting.map((message) => (
          <WaitingBubble key={message.client_message_id} message={message} onRetry={chat.retry} onDiscard={chat.discard} />
        ))}
        {chat.otherIsTyping && <p className={classes.typing}>{texts.typing(otherName)}</p>}
      </div>
      {!atEnd && (
        <Button className={classes.pill} size="sm" variant="white" rightSection={<DownIcon size={18} />} onClick={toEnd}>
          {texts.newMessages}
        </Button>
      )}
    </div>
  )
}

/** What is in sight, in a window in sight, is read; also once the line is back. */
function useReadMarks(chat: Chat, atEnd: boolean): void {
  const connected = useConnectionState() === 'connected'
  const { markRead } = chat
  useEffect(() => {
    const mark = () => {
      if (connected && atEnd && document.visibilityState === 'visible') markRead()
    }
    mark()
    document.addEventListener('visibilitychange', mark)
    return () => document.removeEventListener('visibilitychange', mark)
  })
}
