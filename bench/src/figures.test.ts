import { expect, test } from 'vitest'
import { median, percentile, resultOf } from './figures'

test('the median is the one in the middle, or lies between the two in the middle', () => {
  expect(median([9, 1, 5])).toBe(5)
  expect(median([4, 1, 3, 2])).toBe(2.5)
  expect(() => median([])).toThrow('nothing')
})

test('a percentile lies between its neighbours in proportion', () => {
  const hundred = Array.from({ length: 101 }, (_, figure) => figure)
  expect(percentile(hundred, 99)).toBe(99)
  expect(percentile([10, 20], 75)).toBe(17.5)
  expect(percentile([7], 99)).toBe(7)
})

const measured = { metric: 'messages', unit: '1/s', target: { sign: '≥', ratio: 0.75 } } as const

test('the ratio is that of each turn, so a turn in which everything was slow does not count against anybody', () => {
  const result = resultOf({ ...measured, ours: [80, 8, 82], reference: [100, 10, 100] })
  expect(result).toMatchObject({ ours: 80, reference: 100, ratio: 0.8, turns: 3, target: '≥ 0.75', reached: true })
  expect(result.spread).toEqual([0.8, 0.82])
})

test('a target is reached at its very figure, from its own side', () => {
  expect(resultOf({ ...measured, ours: [75], reference: [100] }).reached).toBe(true)
  expect(resultOf({ ...measured, ours: [74], reference: [100] }).reached).toBe(false)
  const atMost = { ...measured, target: { sign: '≤', ratio: 1.3 } } as const
  expect(resultOf({ ...atMost, ours: [130], reference: [100] }).reached).toBe(true)
  expect(resultOf({ ...atMost, ours: [131], reference: [100] }).reached).toBe(false)
})

test('what has to hold beside the ratio counts as well', () => {
  expect(resultOf({ ...measured, ours: [100], reference: [100], holds: false }).reached).toBe(false)
})

test('sides with different numbers of turns are refused', () => {
  expect(() => resultOf({ ...measured, ours: [1, 2], reference: [1] })).toThrow('2 turns of ours, 1 of the reference')
})
