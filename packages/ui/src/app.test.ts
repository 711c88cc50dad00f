import { MutationObserver } from '@tanstack/react-query'
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
