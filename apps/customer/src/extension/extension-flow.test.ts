import type { Extension } from '@bestie/contracts/extension'
import { ApiProblem } from '@bestie/ui/api'
import { expect, it } from 'vitest'
import { createActor, fromPromise, waitFor } from 'xstate'
import { type ExtendedChat, extensionFlow } from './extension-flow'

const extension = (status: Extension['status'] = 'pending') => ({ extension_id: 'e1', status }) as Extension
const chat = (pendingId: string | null, ends_at = '2026-01-01T10:00:00Z') =>
  ({ ends_at, pending_extension: pendingId && { extension_id: pendingId } }) as ExtendedChat

function begin({
  paymentId = null,
  ask = async () => extension(),
}: {
  paymentId?: string | null
  ask?: () => Promise<Extension>
} = {}) {
  const asked: string[] = []
  const released: string[] = []
  const actor = createActor(
    extensionFlow.provide({
      actors: {
        ask: fromPromise<Extension, { paymentId: string }>(({ input }) => {
          asked.push(input.paymentId)
          return ask()
        }),
      },
      actions: { release: (_, { paymentId }) => void released.push(paymentId) },
    }),
    { input: { paymentId } },
  ).start()
  const tell = (news: ExtendedChat) => actor.send({ type: 'CHAT', chat: news })
  const reach = (state: string) => waitFor(actor, (now) => now.value === state, { timeout: 500 })
  const outcome = () => actor.getSnapshot().context.outcome
  return { actor, asked, released, tell, reach, outcome }
}

it('what was paid for is asked for once, and its outcome is told until it was seen', async () => {
  const { actor, asked, tell, reach, outcome } = begin({ paymentId: 'p1' })
  tell(chat(null))
  await reach('waiting')
  tell(chat('e1'))
  actor.send({ type: 'RESOLVED', extensionId: 'e1', outcome: 'safeguard_tripped' })
  await reach('told')
  expect([asked, outcome()]).toEqual([['p1'], 'safeguard_tripped'])
  actor.send({ type: 'DISMISS' })
  await reach('idle')
})

it('after a reload, or on another device, an open question is waited for', async () => {
  const { asked, tell, reach } = begin()
  tell(chat('e1'))
  await reach('waiting')
  expect(asked).toEqual([])
})

it('a missed decision is read from the end of the chat', async () => {
  const granted = begin()
  granted.tell(chat('e1'))
  granted.tell(chat(null, '2026-01-01T10:15:00Z'))
  await granted.reach('told')
  expect(granted.outcome()).toBe('approved')

  const refused = begin()
  refused.tell(chat('e1'))
  refused.tell(chat(null))
  await refused.reach('told')
  expect(refused.outcome()).toBe('rejected')
})

it('a missed decision is read right, too, where the open question was read before the answer to the request came', async () => {
  let answer = (_: Extension) => {}
  const { tell, reach, outcome } = begin({ paymentId: 'p1', ask: () => new Promise((resolve) => (answer = resolve)) })
  tell(chat('e1'))
  answer(extension())
  await reach('waiting')
  tell(chat(null, '2026-01-01T10:15:00Z'))
  await reach('told')
  expect(outcome()).toBe('approved')
})

it('a late reading does not open what was decided, a next question does', async () => {
  const { actor, tell, reach } = begin()
  tell(chat('e1'))
  actor.send({ type: 'RESOLVED', extensionId: 'e1', outcome: 'approved' })
  tell(chat('e1'))
  await reach('told')
  tell(chat('e2'))
  await reach('waiting')
})

it('a decision that overtakes the answer to the request is not lost', async () => {
  const { actor, reach, outcome } = begin({ paymentId: 'p1', ask: () => new Promise(() => {}) })
  actor.send({ type: 'RESOLVED', extensionId: 'e1', outcome: 'auto_approved' })
  await reach('told')
  expect(outcome()).toBe('auto_approved')
})

it('a request without an answer is repeated with the same payment; a refused one is told, and its payment let go', async () => {
  let tries = 0
  const lost = begin({
    paymentId: 'p1',
    ask: async () => {
      if (tries++ === 0) throw new ApiProblem('network')
      return extension()
    },
  })
  await lost.reach('stuck')
  lost.actor.send({ type: 'RETRY' })
  await lost.reach('waiting')
  expect([lost.asked, lost.released]).toEqual([['p1', 'p1'], []])

  const late = begin({ paymentId: 'p1', ask: () => Promise.reject(new ApiProblem('chat_not_active', 409)) })
  await late.reach('refused')
  expect(late.released).toEqual(['p1'])
  late.actor.send({ type: 'DISMISS' })
  await late.reach('idle')
})

it('a reload after the decision shows it', async () => {
  const { reach, outcome } = begin({ paymentId: 'p1', ask: async () => extension('rejected') })
  await reach('told')
  expect(outcome()).toBe('rejected')
})

it('a question that was refused, since another device had asked first, ends with the outcome of that one', async () => {
  const { actor, reach, outcome } = begin({
    paymentId: 'p2',
    ask: () => Promise.reject(new ApiProblem('extension_open', 409)),
  })
  await reach('refused')
  actor.send({ type: 'RESOLVED', extensionId: 'e1', outcome: 'approved' })
  await reach('told')
  expect(outcome()).toBe('approved')
})
