import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createAvailability } from './availability'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A server whose answers the test gives by hand. */
function begin(read: () => Promise<boolean>) {
  const asks = vi.fn(read)
  const watch = createAvailability({ read: asks })
  const changes: string[] = []
  watch.subscribe(() => changes.push(watch.get()))
  return { asks, watch, changes }
}

it('asks at once and then every 5 s, and says only what changes', async () => {
  let available = true
  const { asks, watch, changes } = begin(async () => available)
  watch.poll()
  await vi.advanceTimersByTimeAsync(20_000)
  expect(asks).toHaveBeenCalledTimes(5)
  expect(changes).toEqual(['yes'])
  available = false
  await vi.advanceTimersByTimeAsync(5_000)
  expect(changes).toEqual(['yes', 'no'])
})

it('a failed poll means that nobody is available', async () => {
  let broken = false
  const { watch, changes } = begin(async () => {
    if (broken) throw new Error('no network')
    return true
  })
  watch.poll()
  await vi.advanceTimersByTimeAsync(1_000)
  broken = true
  await vi.advanceTimersByTimeAsync(4_000)
  expect(changes).toEqual(['yes', 'no'])
})

it('a poll without an answer takes back a yes, and never says no, until the answer comes', async () => {
  let answer = (_: boolean) => {}
  const { watch, changes } = begin(() => new Promise((resolve) => (answer = resolve)))
  watch.poll()
  await vi.advanceTimersByTimeAsync(3_000)
  expect([watch.get(), changes]).toEqual(['unknown', []])
  answer(true)
  await vi.advanceTimersByTimeAsync(4_500)
  expect(changes).toEqual(['yes', 'unknown'])
  answer(false)
  await vi.advanceTimersByTimeAsync(4_500)
  expect(changes).toEqual(['yes', 'unknown', 'no'])
})

it('a line that falls silent takes back a yes within 5 s of its last answer', async () => {
  let silent = false
  const { watch, changes } = begin(() => (silent ? new Promise(() => {}) : Promise.resolve(true)))
  watch.poll()
  await vi.advanceTimersByTimeAsync(1)
  silent = true
  await vi.advanceTimersByTimeAsync(4_990)
  expect(changes).toEqual(['yes', 'unknown'])
})

it('a slow line that falls silent takes back a yes within 5 s of its last answer too', async () => {
  const took = 1_000
  let silent = false
  const { watch } = begin(() => new Promise((resolve) => silent || setTimeout(resolve, took, true)))
  watch.poll()
  await vi.advanceTimersByTimeAsync(took)
  silent = true
  expect(watch.get()).toBe('yes')
  await vi.advanceTimersByTimeAsync(4_990)
  expect(watch.get()).toBe('unknown')
})

it('a line that falls silent takes back a yes within 5 s of its last answer, also on a phone whose timers are late', async () => {
  let silent = false
  const { watch } = begin(() => (silent ? new Promise(() => {}) : Promise.resolve(true)))
  watch.poll()
  await vi.advanceTimersByTimeAsync(1)
  silent = true
  const now = performance.now.bind(performance)
  vi.spyOn(performance, 'now').mockImplementation(() => now() + 300)
  await vi.advanceTimersByTimeAsync(4_690)
  expect(watch.get()).toBe('unknown')
})

it('a line that is known to be slow is waited for: its late answers take nothing back', async () => {
  const { watch, changes } = begin(() => new Promise((resolve) => setTimeout(resolve, 950, true)))
  watch.poll()
  await vi.advanceTimersByTimeAsync(20_000)
  expect(changes).toEqual(['yes'])
})

it('sends nothing while stopped, and one poll at once when it goes on', async () => {
  const { asks, watch } = begin(async () => true)
  watch.poll()
  watch.stop()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(asks).toHaveBeenCalledTimes(1)
  watch.poll()
  await vi.advanceTimersByTimeAsync(4_000)
  expect(asks).toHaveBeenCalledTimes(2)
})
