import type { CustomerChat } from '@bestie/contracts/chat'
import type { PaymentNow } from '@bestie/contracts/payment'
import { ApiProblem } from '@bestie/ui/api'
import { expect, it } from 'vitest'
import { createActor, fromPromise, waitFor } from 'xstate'
import { type News, returningFlow } from './returning-flow'

const request = { chat_session_id: 'c1', status: 'searching', request_type: 'returning' } as CustomerChat
const news = (part: Partial<PaymentNow>, open: CustomerChat | null = null): News => ({
  payment: { payment_session_id: 'p1', status: 'confirmed', cause_tag: null, other_available: null, ...part } as PaymentNow,
  request: open,
})
const refusal = (code: 'targeted_mitra_offline' | 'targeted_mitra_at_capacity', other_available: boolean) =>
  new ApiProblem(code, 409, { other_available })

function begin({
  askAtFirst = false,
  ask = async () => request,
  cancel = async () => {},
}: {
  askAtFirst?: boolean
  ask?: () => Promise<CustomerChat>
  cancel?: () => Promise<void>
} = {}) {
  const asked: string[] = []
  const actor = createActor(
    returningFlow.provide({
      actors: {
        ask: fromPromise<CustomerChat, { paymentId: string }>(() => {
          asked.push('ask')
          return ask()
        }),
        cancel: fromPromise<unknown, { paymentId: string }>(() => {
          asked.push('cancel')
          return cancel()
        }),
      },
      actions: { reread: () => void asked.push('reread') },
    }),
    { input: { paymentId: 'p1', ask: askAtFirst } },
  ).start()
  const tell = (told: News) => actor.send({ type: 'NEWS', news: told })
  const reach = (state: string) => waitFor(actor, (now) => now.value === state, { timeout: 500 })
  return { actor, asked, tell, reach }
}

it('a paid session asks its bestie once, whatever is read meanwhile', async () => {
  const { asked, tell, reach } = begin()
  tell(news({}))
  tell(news({}))
  await reach('waiting')
  tell(news({}, request))
  expect(asked).toEqual(['ask', 'reread'])
})

it('after a reload an open request is taken up, and one that came to nothing is not made again', async () => {
  const open = begin()
  open.tell(news({}, request))
  await open.reach('waiting')
  const over = begin()
  over.tell(news({ cause_tag: 'targeted_mitra_timeout' }))
  await over.reach('unavailable')
  expect([...open.asked, ...over.asked]).toEqual([])
})

it('asking once more does so, although the attempt before came to nothing', async () => {
  const { asked, reach } = begin({ askAtFirst: true })
  await reach('waiting')
  expect(asked).toContain('ask')
})

it('an accept ends it in a chat', async () => {
  const { tell, reach } = begin()
  tell(news({}, request))
  tell(news({ status: 'consumed' }, { ...request, status: 'active' }))
  await reach('found')
})

it('declined or timed out: unavailable, with what the server said about the others', async () => {
  const { actor, tell, reach } = begin()
  tell(news({}, request))
  actor.send({ type: 'UNAVAILABLE', otherAvailable: true })
  await reach('unavailable')
  tell(news({ cause_tag: 'targeted_mitra_timeout' }))
  expect(actor.getSnapshot().context.otherAvailable).toBe(true)
})

it('a missed event is made up for by reading', async () => {
  const { actor, tell, reach } = begin()
  tell(news({}, request))
  tell(news({ cause_tag: 'targeted_mitra_rejected', other_available: true }))
  await reach('unavailable')
  expect(actor.getSnapshot().context.otherAvailable).toBe(true)
})

it('after a reload the payment says whether there is somebody else, and goes on saying so', async () => {
  const { actor, tell, reach } = begin()
  tell(news({ cause_tag: 'targeted_mitra_offline', other_available: false }))
  await reach('unavailable')
  expect(actor.getSnapshot().context.otherAvailable).toBe(false)
  tell(news({ cause_tag: 'targeted_mitra_offline', other_available: true }))
  expect(actor.getSnapshot().context.otherAvailable).toBe(true)
})

it('offline or full at the tap: unavailable without any waiting', async () => {
  for (const code of ['targeted_mitra_offline', 'targeted_mitra_at_capacity'] as const) {
    const { actor, tell, reach } = begin({ ask: () => Promise.reject(refusal(code, false)) })
    const states: unknown[] = []
    actor.subscribe((now) => states.push(now.value))
    tell(news({}))
    await reach('unavailable')
    expect(states).not.toContain('waiting')
    expect(actor.getSnapshot().context.otherAvailable).toBe(false)
  }
})

it('somebody else instead, or back home', async () => {
  for (const [type, state] of [
    ['FALL_BACK', 'fallback'],
    ['LEAVE', 'left'],
  ] as const) {
    const { actor, asked, tell, reach } = begin()
    tell(news({ cause_tag: 'targeted_mitra_offline' }))
    actor.send({ type })
    actor.send({ type })
    await reach(state)
    expect(asked).toEqual([])
  }
})

it('cancelling sends one command; one that comes too late ends in the chat that won', async () => {
  const inTime = begin()
  inTime.tell(news({}, request))
  inTime.actor.send({ type: 'CANCEL' })
  inTime.actor.send({ type: 'CANCEL' })
  await inTime.reach('cancelled')
  expect(inTime.asked).toEqual(['cancel'])

  const late = begin({ cancel: () => Promise.reject(new ApiProblem('payment_not_confirmed', 409)) })
  late.tell(news({}, request))
  late.actor.send({ type: 'CANCEL' })
  await late.reach('waiting')
  late.tell(news({ status: 'consumed' }, { ...request, status: 'active' }))
  await late.reach('found')
})

it('a request without an answer can be repeated', async () => {
  let tries = 0
  const { actor, asked, tell, reach } = begin({
    ask: async () => {
      if (tries++ === 0) throw new ApiProblem('network')
      return request
    },
  })
  tell(news({}))
  await reach('stuck')
  actor.send({ type: 'RETRY' })
  await reach('waiting')
  expect(asked.filter((each) => each === 'ask')).toHaveLength(2)
})

it('a general search that another device began is followed', async () => {
  const { tell, reach } = begin()
  tell(news({ cause_tag: 'targeted_mitra_timeout' }))
  tell(news({ cause_tag: 'targeted_mitra_timeout' }, { ...request, request_type: 'general' }))
  await reach('fallback')
})
