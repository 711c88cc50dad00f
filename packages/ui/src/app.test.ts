import { MutationObserver, QueryObserver } from '@tanstack/react-query'
import { afterEach, expect, it, vi } from 'vitest'
import { createApp } from './app'

afterEach(() => {
  vi.useRealTimers()
})

it('what a command was given and answered goes from memory soon after its screen', async () => {
  vi.useFakeTimers()
  const { queries } = createApp('bestie.test', { problems: { id: {}, en: {} } })
  const command = new MutationObserver(queries, { mutationFn: async (reason: string) => `answer to ${reason}` })
  const leave = command.subscribe(() => {})
  await command.mutate('a reason')
  expect(queries.getMutationCache().getAll()).toHaveLength(1)
  leave()
  vi.advanceTimersByTime(1_000)
  expect(queries.getMutationCache().getAll()).toEqual([])
})

it('what happens while a screen reads for the first time is in what it then shows', async () => {
  const { queries } = createApp('bestie.test', { problems: { id: {}, en: {} } })
  let stored = 'searching'
  const answers: (() => void)[] = []
  const queryFn = () => {
    const read = stored
    return new Promise<string>((resolve) => answers.push(() => resolve(read)))
  }
  const leave = new QueryObserver(queries, { queryKey: ['chat'], queryFn }).subscribe(() => {})
  stored = 'active'
  const events = [queries.invalidateQueries(), queries.invalidateQueries()]
  answers[0]?.()
  await expect.poll(() => answers.length).toBe(2)
  answers[1]?.()
  await Promise.all(events)
  expect(queries.getQueryData(['chat'])).toBe('active')
  expect(answers, 'two events are one reading').toHaveLength(2)
  leave()
})
