import type { Message } from '@bestie/contracts/chat'

/** How many messages make a block: few enough to lay out between two frames. */
export const blockSize = 50

export type Block = { key: number; messages: readonly Message[] }

/**
 * Splits the history into blocks whose borders lie at fixed `seq`, so that they stay where they are when older or newer messages
 * come in. A block of `before` with the same messages is returned as the same object: only changed blocks are rendered.
 */
export function blocksOf(messages: readonly Message[], before: readonly Block[] = []): Block[] {
  const known = new Map(before.map((block) => [block.key, block]))
  const blocks: { key: number; messages: Message[] }[] = []
  for (const message of messages) {
    const key = Math.floor((message.seq - 1) / blockSize)
    const last = blocks.at(-1)
    if (last?.key === key) last.messages.push(message)
    else blocks.push({ key, messages: [message] })
  }
  return blocks.map((block) => {
    const same = known.get(block.key)
    const isSame =
      same?.messages.length === block.messages.length &&
      same.messages.every((message, index) => message === block.messages[index])
    return isSame && same ? same : block
  })
}
