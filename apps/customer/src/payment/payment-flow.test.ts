import type { Payment } from '@bestie/contracts/payment'
import { ApiProblem } from '@bestie/ui/api'
import { expect, it } from 'vitest'
import { createActor, fromPromise, waitFor } from 'xstate'
import { type Choice, type Confirmation, paymentFlow } from './payment-flow'

const payment = (status: Payment['status']) =>
  ({ payment_session_id: 'p1', status, pay_url: null, targeted_mitra: null, extended_chat_session_id: null }) as Payment
const half: Choice = { tier_id: 'half', topic_sensitivity: 'regular' }
const whole: Choice = { tier_id: 'whole', topic_sensitivity: 'regular' }

/** A flow whose server answers as told, and what it was asked. */
function begin({
  paymentId = null,
  open = async () => payment('pending'),
  confirm = async () => payment('confirmed'),
}: {
  paymentId?: string | null
  open?: () => Promise<Payment>
  confirm?: () => Promise<Confirmation>
}) {
  const asked: string[] = []
  const actor = createActor(
    paymentFlow.provide({
      actors: {
        open: fromPromise<Payment, { choice: Choice; key: string }>(({ input }) => {
          asked.push(`open ${input.choice.tier_id} ${input.key}`)
          return open()
        }),
        confirm: fromPromise<Confirmation, { paymentId: string }>(({ input }) => {
          asked.push(`confirm ${input.paymentId}`)
          return confirm()
        }),
        abandon: fromPromise<void, { paymentId: string }>(async ({ input }) => void asked.push(`abandon ${input.paymentId}`)),
      },
    }),
    { input: { paymentId } },
  ).start()
  const reach = (state: string) => waitFor(actor, (now) => now.value === state, { timeout: 500 })
  return { actor, asked, reach }
}

it('a double tap opens one payment', async () => {
  const { actor, asked, reach } = begin({})
  actor.send({ type: 'PAY', choice: half, key: 'k1' })
  actor.send({ type: 'PAY', choice: half, key: 'k2' })
  await reach('confirmed')
  expect(asked).toEqual(['open half k1', 'confirm p1'])
})

it('an opening that was not answered is repeated under the same key', async () => {
  let tries = 0
  const { actor, asked, reach } = begin({
    open: async () => {
      if (tries++ === 0) throw new ApiProblem('network')
      return payment('pending')
    },
  })
  actor.send({ type: 'PAY', choice: half, key: 'k1' })
  await reach('choosing')
  expect(actor.getSnapshot().context.problem).toBeInstanceOf(ApiProblem)
  actor.send({ type: 'PAY', choice: half, key: 'k2' })
  await reach('confirmed')
  expect(asked.filter((each) => each.startsWith('open'))).toEqual(['open half k1', 'open half k1'])
})

it('choosing differently after a confirmation without an answer gives the first payment back', async () => {
  let tries = 0
  const { actor, asked, reach } = begin({
    confirm: async () => {
      if (tries++ === 0) throw new ApiProblem('network')
      return payment('confirmed')
    },
  })
  actor.send({ type: 'PAY', choice: half, key: 'k1' })
  await reach('choosing')
  actor.send({ type: 'PAY', choice: whole, key: 'k2' })
  await reach('confirmed')
  expect(asked).toEqual(['open half k1', 'confirm p1', 'abandon p1', 'open whole k2', 'confirm p1'])
})

it('a failed payment is given back and another may be chosen', async () => {
  const { actor, asked, reach } = begin({ confirm: () => Promise.reject(new ApiProblem('payment_failed', 502)) })
  actor.send({ type: 'PAY', choice: half, key: 'k1' })
  await reach('choosing')
  expect(asked.at(-1)).toBe('abandon p1')
  expect(actor.getSnapshot().context).toMatchObject({ paymentId: null, problem: { code: 'payment_failed' } })
})

it('back from the gateway, the payment is watched until it is confirmed', async () => {
  const { actor, reach } = begin({ paymentId: 'p1', confirm: async () => ({ ...payment('pending'), pay_url: 'https://pay' }) })
  await reach('waiting')
  actor.send({ type: 'PAYMENT', payment: payment('pending') })
  expect(actor.getSnapshot().value).toBe('waiting')
  actor.send({ type: 'PAYMENT', payment: payment('confirmed') })
  await reach('confirmed')
})

it('giving up at the gateway gives the payment back', async () => {
  const { actor, asked, reach } = begin({
    paymentId: 'p1',
    confirm: async () => ({ ...payment('pending'), pay_url: 'https://pay' }),
  })
  await reach('waiting')
  actor.send({ type: 'GIVE_UP' })
  await reach('choosing')
  expect(asked.at(-1)).toBe('abandon p1')
})

it('who confirms learns what was bought: a session with the same bestie, or more time in a chat', async () => {
  const sari = { id: 'sari', display_name: 'Sari' }
  const { actor, reach } = begin({ confirm: async () => ({ ...payment('confirmed'), targeted_mitra: sari }) })
  actor.send({ type: 'PAY', choice: { ...half, targeted_mitra_id: 'sari' }, key: 'k1' })
  await reach('confirmed')
  expect(actor.getSnapshot().context.bought).toMatchObject({ targeted_mitra: sari })

  const back = begin({ paymentId: 'p1', confirm: async () => ({ ...payment('pending'), pay_url: 'https://pay' }) })
  await back.reach('waiting')
  back.actor.send({ type: 'PAYMENT', payment: { ...payment('confirmed'), extended_chat_session_id: 'c1' } })
  await back.reach('confirmed')
  expect(back.actor.getSnapshot().context.bought).toMatchObject({ extended_chat_session_id: 'c1' })
})
