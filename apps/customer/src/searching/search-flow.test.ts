import type { Payment } from '@bestie/contracts/payment'
import { ApiProblem } from '@bestie/ui/api'
import { expect, it } from 'vitest'
import { createActor, fromPromise, waitFor } from 'xstate'
import { searchFlow } from './search-flow'

const payment = (part: Partial<Payment>) =>
  ({ payment_session_id: 'p1', chat_session_id: null, cause_tag: null, ...part }) as Payment
const paid = payment({ status: 'confirmed' })
const searching = payment({ status: 'confirmed', chat_session_id: 'c1' })

function begin({
  start = async () => {},
  cancel = async () => {},
}: {
  start?: () => Promise<void>
  cancel?: () => Promise<void>
} = {}) {
  const asked: string[] = []
  const actor = createActor(
    searchFlow.provide({
      actors: {
        start: fromPromise<unknown, { paymentId: string }>(() => {
          asked.push('start')
          return start()
        }),
        cancel: fromPromise<unknown, { paymentId: string }>(() => {
          asked.push('cancel')
          return cancel()
        }),
      },
      actions: { reread: () => void asked.push('reread') },
    }),
    { input: { paymentId: 'p1' } },
  ).start()
  const tell = (news: Payment) => actor.send({ type: 'PAYMENT', payment: news })
  const reach = (state: string) => waitFor(actor, (now) => now.value === state, { timeout: 500 })
  return { actor, asked, tell, reach }
}

it('a paid session starts its search once, whatever is read meanwhile', async () => {
  const { asked, tell, reach } = begin()
  tell(paid)
  tell(paid)
  await reach('searching')
  tell(paid)
  expect(asked.filter((each) => each === 'start')).toHaveLength(1)
})

it('after a reload the search is taken up, not started again', async () => {
  const { asked, tell, reach } = begin()
  tell(searching)
  await reach('searching')
  expect(asked).toEqual([])
})

it('an accept ends it in a chat', async () => {
  const { tell, reach } = begin()
  tell(searching)
  tell(payment({ status: 'consumed', chat_session_id: 'c1' }))
  await reach('found')
})

it('nobody found, or everyone declined, or expired: the final screen', async () => {
  for (const news of [
    payment({ status: 'failed_pairing', cause_tag: 'no_mitra_available' }),
    payment({ status: 'failed_pairing', cause_tag: 'all_mitras_rejected' }),
    payment({ status: 'expired', cause_tag: 'payment_session_expired' }),
  ]) {
    const { tell, reach } = begin()
    tell(searching)
    tell(news)
    await reach('failed')
  }
})

it('cancelling sends one command and shows no failure, also on the other devices', async () => {
  const cancelled = payment({ status: 'failed_pairing', cause_tag: 'customer_cancelled' })
  const here = begin()
  here.tell(searching)
  here.actor.send({ type: 'CANCEL' })
  here.actor.send({ type: 'CANCEL' })
  here.tell(cancelled)
  await here.reach('cancelled')
  expect(here.asked.filter((each) => each === 'cancel')).toHaveLength(1)

  const there = begin()
  there.tell(searching)
  there.tell(cancelled)
  await there.reach('cancelled')
})

it('cancelling that comes too late ends in the chat that won', async () => {
  const { actor, asked, tell, reach } = begin({ cancel: () => Promise.reject(new ApiProblem('payment_not_confirmed', 409)) })
  tell(searching)
  actor.send({ type: 'CANCEL' })
  await reach('searching')
  expect(asked).toEqual(['cancel', 'reread'])
  tell(payment({ status: 'consumed', chat_session_id: 'c1' }))
  await reach('found')
})

it('a start without an answer can be tried again', async () => {
  let tries = 0
  const { actor, asked, tell, reach } = begin({
    start: async () => {
      if (tries++ === 0) throw new ApiProblem('network')
    },
  })
  tell(paid)
  await reach('stuck')
  actor.send({ type: 'RETRY' })
  await reach('searching')
  expect(asked.filter((each) => each === 'start')).toHaveLength(2)
})

it('a cancellation without an answer makes no search out of a start without one: it can still be tried again', async () => {
  const lost = async () => {
    throw new ApiProblem('network')
  }
  const tries = [lost, async () => {}]
  const { actor, tell, reach } = begin({ start: () => (tries.shift() ?? lost)(), cancel: lost })
  tell(paid)
  await reach('stuck')
  actor.send({ type: 'CANCEL' })
  await reach('cancelling')
  await reach('stuck')
  tell(paid)
  actor.send({ type: 'RETRY' })
  await reach('searching')
  expect(actor.getSnapshot().context.problem).toBeNull()
})

it('once the connection is back, nothing more is said of it; and an end that is read then counts', async () => {
  const lost = async () => {
    throw new ApiProblem('network')
  }
  const { actor, tell, reach } = begin({ cancel: lost })
  tell(searching)
  actor.send({ type: 'CANCEL' })
  await reach('cancelling')
  const { context } = await reach('searching')
  expect(context.problem).toBeInstanceOf(ApiProblem)
  tell(searching)
  expect(actor.getSnapshot().context.problem).toBeNull()

  actor.send({ type: 'CANCEL' })
  await reach('searching')
  tell(payment({ status: 'consumed', chat_session_id: 'c1' }))
  await reach('found')
})
