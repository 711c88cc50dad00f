import type { Message } from '@bestie/contracts/chat'
import { Button } from '@mantine/core'
import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useConnectionState } from '../bestie'
import { ProblemNote, RowsLoading } from '../feedback'
import { DownIcon } from '../icons'
import { useTexts } from '../texts'
import { type Block, blocksOf } from './blocks'
import { WaitingBubble } from './bubble'
import classes from './chat.module.css'
import { MessageBlock, within } from './message-block'
import { chatTexts } from './texts'
import type { Chat } from './use-chat'
import { useStickToEnd } from './use-stick-to-end'

/** The messages of a chat by day, with unsent ones, and whether the other side is typing. */
export function MessageList({ chat, otherName, isActive }: { chat: Chat; otherName: string; isActive: boolean }) {
  const texts = useTexts(chatTexts)
  const list = useRef<HTMLDivElement>(null)
  const { messages, waiting, theirs } = chat
  const blocks = useBlocks(messages)
  const busy = usePast(chat.isPending, messages[0]?.seq ?? 0)
  const width = useWidth(list)
  const lastSeq = messages.at(-1)?.seq ?? 0
  const contentKey = `${lastSeq} ${waiting.length} ${chat.otherIsTyping}`
  const { atEnd, toEnd } = useStickToEnd(list, messages[0]?.seq ?? 0, contentKey)
  const news = useIsNews(lastSeq, atEnd)
  useReadMarks(chat, atEnd)
  const older = useNearSight(list, chat.loadOlder, `${messages[0]?.seq} ${useConnectionState()}`)

  // A message that the user writes is always scrolled into sight.
  const written = waiting.at(-1)?.client_message_id
  useEffect(() => {
    if (written) toEnd()
  }, [written, toEnd])

  return (
    <div className={classes.listBox}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard scrolls it */}
      <div ref={list} className={classes.list} tabIndex={0} role="log" aria-label={texts.messages} aria-busy={busy}>
        {chat.isPending && <RowsLoading rows={4} height={52} />}
        {chat.error && <ProblemNote problem={chat.error} onRetry={() => chat.refetch()} />}
        {chat.hasOlder && (
          <Button
            ref={older}
            className={classes.older}
            variant="subtle"
            size="md"
            loading={chat.loadingOlder}
            onClick={chat.loadOlder}
          >
            {texts.older}
          </Button>
        )}
        {!chat.isPending && !chat.error && messages.length + waiting.length === 0 && (
          <p className={classes.empty}>
            {texts.empty} {isActive && texts.startWhenReady}
          </p>
        )}
        {blocks.map((block, index) => (
          <MessageBlock
            key={block.key}
            messages={block.messages}
            before={blocks[index - 1]?.messages.at(-1)?.created_at ?? null}
            role={chat.role}
            otherName={otherName}
            width={width}
            {...within(block.messages, theirs)}
          />
        ))}
        {waiting.map((message) => (
          <WaitingBubble key={message.client_message_id} message={message} onRetry={chat.retry} onDiscard={chat.discard} />
        ))}
        {chat.otherIsTyping && <p className={classes.typing}>{texts.typing(otherName)}</p>}
      </div>
      {!atEnd && (
        <Button className={classes.pill} size="sm" variant="white" rightSection={<DownIcon size={18} />} onClick={toEnd}>
          {news ? texts.newMessages : texts.toLatest}
        </Button>
      )}
    </div>
  )
}

/** Whether messages have come since the user scrolled away from the end. */
function useIsNews(lastSeq: number, atEnd: boolean): boolean {
  const [seen, setSeen] = useState(lastSeq)
  if (atEnd && seen !== lastSeq) setSeen(lastSeq)
  return lastSeq > seen
}

/** How long a screen reader needs to notice what has come in, in ms. */
const noticing = 500

/** Whether old messages are coming in, because the chat opens or older ones were asked for: these are not to be read out. */
function usePast(pending: boolean, firstSeq: number): boolean {
  const [noticed, setNoticed] = useState({ pending: true, firstSeq })
  useEffect(() => {
    const timer = setTimeout(() => setNoticed({ pending, firstSeq }), noticing)
    return () => clearTimeout(timer)
  }, [pending, firstSeq])
  return pending || noticed.pending || firstSeq < noticed.firstSeq
}

/** Messages in sight, in a visible window, are read; this is also reported once the connection is back. */
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

function useBlocks(messages: readonly Message[]): readonly Block[] {
  const before = useRef<readonly Block[]>([])
  const blocks = useMemo(() => blocksOf(messages, before.current), [messages])
  useEffect(() => {
    before.current = blocks
  }, [blocks])
  return blocks
}

function useWidth(list: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    if (!list.current) return
    setWidth(list.current.clientWidth)
    const observer = new ResizeObserver(([entry]) => entry && setWidth(entry.target.clientWidth))
    observer.observe(list.current)
    return () => observer.disconnect()
  }, [list])
  return width
}

/**
 * Calls `call` when the element with this ref is less than two screens above what is in
 * sight, so that nobody has to wait. It calls once more when `content` has changed and
 * the element is still near; a call without effect is not repeated again and again.
 */
function useNearSight(list: RefObject<HTMLElement | null>, call: () => void, content: unknown) {
  const latest = useRef(call)
  useEffect(() => {
    latest.current = call
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new observer looks again
  return useCallback(
    (element: HTMLElement | null) => {
      if (!element || !list.current) return
      // On a busy phone several changes come at once; the last one is the current state.
      const observer = new IntersectionObserver((changes) => changes.at(-1)?.isIntersecting && latest.current(), {
        root: list.current,
        rootMargin: '200% 0px 0px',
      })
      observer.observe(element)
      return () => observer.disconnect()
    },
    [list, content],
  )
}
