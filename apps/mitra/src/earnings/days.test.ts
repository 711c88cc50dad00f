import { expect, test } from 'vitest'
import { daysUntil } from './days'

test('a day begins at midnight in Jakarta', () => {
  expect(daysUntil(Date.parse('2026-03-02T16:59:59Z'), 7)).toEqual({ from: '2026-02-24', to: '2026-03-02' })
  expect(daysUntil(Date.parse('2026-03-02T17:00:00Z'), 1)).toEqual({ from: '2026-03-03', to: '2026-03-03' })
})
