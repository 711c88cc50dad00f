import type { Message } from '@bestie/contracts/chat'
import { expect, it } from 'vitest'
import { blockSize, blocksOf } from './blocks'
import { within } from './message-block'

const all = Array.from({ length: 4 * blockSize }, (_, index) => ({ seq: index + 1 }) as Message)
const of = (from: number, to: number) => all.slice(from - 1, to)

it('a new message changes the last block alone', () => {
  const before = blocksOf(of(1, 2 * blockSize + 1))
  const after = blocksOf(of(1, 2 * blockSize + 2), before)
  expect(after.map((block, index) => block === before[index])).toEqual([true, true, false])
})

it('older messages fill up the first block and come before it; the others stay as they are', () => {
  const before = blocksOf(of(blockSize + 10, 3 * blockSize))
  const after = blocksOf(of(5, 3 * blockSize), before)
  expect(after.map(({ key }) => key)).toEqual([0, 1, 2])
  expect(after[2]).toBe(before[1])
  expect(after.flatMap(({ messages }) => messages)).toEqual(of(5, 3 * blockSize))
})

it('a cursor that moves on touches only the block that it moves in', () => {
  const [first, second] = blocksOf(of(1, 2 * blockSize)).map(({ messages }) => messages) as [Message[], Message[]]
  const at = (seq: number) => ({ read_seq: seq, delivered_seq: seq })
  expect(within(first, at(blockSize + 3))).toEqual(within(first, at(blockSize + 9)))
  expect(within(second, at(3))).toEqual(within(second, at(9)))
  expect(within(second, at(blockSize + 3))).toEqual({ readSeq: blockSize + 3, deliveredSeq: blockSize + 3 })
})
