import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

let clock: typeof import('./server-clock')

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  vi.resetModules()
  clock = await import('./server-clock')
})
afterEach(() => {
  vi.useRealTimers()
  vi.resetModules()
})

/** The moment, by the server's clock, from which these tests count. */
const start = Date.parse('2026-01-01T12:00:00Z')
/** How far this device's clock is ahead of the server's. */
let ahead = 0

/** An answer to a request of this moment of the server's clock, by a line that takes this long for each way. */
function answer(at: number, { there = 0, back = 0 } = {}) {
  clock.noteServerTime(start + at + there, start + at + ahead, start + at + there + back + ahead)
  vi.setSystemTime(start + at + there + back + ahead)
  return clock.serverNow() - (start + at + there + back)
}

describe('the server’s time', () => {
  beforeEach(() => {
    ahead = 600_000
  })

  it('is known from the quickest recent answer', () => {
    expect(answer(0, { there: 400, back: 0 })).toBe(200)
    expect(answer(1_000, { there: 10, back: 10 })).toBe(0)
    expect(answer(2_000, { there: 0, back: 3_000 })).toBe(0)
    expect(answer(3_000, { there: 3_000, back: 0 })).toBe(0)
  })

  it('is measured anew after a minute, as clocks drift', () => {
    answer(0)
    ahead += 40
    expect(answer(59_000, { there: 5, back: 5 })).toBe(40)
    expect(answer(60_000, { there: 5, back: 5 })).toBe(0)
  })

  it('is right at the next answer after the device’s clock was set, back or on, by minutes or by seconds', () => {
    answer(0, { there: 5, back: 5 })
    for (const [index, by] of [-600_000, 30_000, -1_000, 1_000, 3_600_000].entries()) {
      ahead += by
      expect(answer((index + 1) * 1_000, { there: 100, back: 100 })).toBe(0)
    }
  })

  it('is not learnt from an answer during which the clock was set back, nor from one that does not say it', () => {
    answer(0, { there: 5, back: 5 })
    clock.noteServerTime(start + 1_000, start + 1_000 + ahead, start)
    clock.noteServerTime(Number.NaN, start + 1_000 + ahead, start + 1_001 + ahead)
    expect(answer(2_000, { there: 50, back: 0 })).toBe(0)
  })
})
