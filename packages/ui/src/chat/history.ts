import type { Message, ReaderCursor, SenderRole } from '@bestie/contracts/chat'

/**
 * What this device knows of a chat: its messages by `seq` (a window that may start after the first), and how
 * far each side has read. `heard` is how far the server had heard of `mine` when it last answered.
 */
export type ChatHistory = { messages: Message[]; mine: ReaderCursor; heard: ReaderCursor; theirs: ReaderCursor }

/** Adds messages, each `seq` once, in order. Returns the same list when nothing is new. */
export function mergeMessages(known: Message[], incoming: readonly Message[]): Message[] {
  const seqs = new Set(known.map((message) => message.seq))
  const fresh = incoming.filter((message) => !seqs.has(message.seq) && seqs.add(message.seq))
  return fresh.length === 0 ? known : [...known, ...fresh].sort((a, b) => a.seq - b.seq)
}

/** The last `seq` before the first gap: everything up to it has arrived. */
export function contiguousSeq(messages: readonly Message[]): number {
  let last = messages[0]?.seq ?? 0
  for (const message of messages) {
    if (message.seq > last + 1) break
    last = message.seq
  }
  return last
}

/** Whether a message before the newest one is still missing. */
export const hasGap = (messages: readonly Message[]): boolean => contiguousSeq(messages) !== (messages.at(-1)?.seq ?? 0)

/** Cursors only move forward, in whatever order the news arrives. */
export const furthest = (a: ReaderCursor, b: ReaderCursor): ReaderCursor => ({
  delivered_seq: Math.max(a.delivered_seq, b.delivered_seq, a.read_seq, b.read_seq),
  read_seq: Math.max(a.read_seq, b.read_seq),
})

/**
 * How many messages of the other side a reader of this role has not read. 0 before the messages are here:
 * a chat's cursors alone do not tell whose messages they count, and nobody's own messages are news to them.
 */
export const unreadOf = (history: ChatHistory | undefined, role: SenderRole): number =>
  history?.messages.filter((message) => message.sender_role !== role && message.seq > history.mine.read_seq).length ?? 0
