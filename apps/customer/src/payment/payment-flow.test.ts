import type { Payment } from '@bestie/contracts/payment'
import { ApiProblem } from '@bestie/ui/api'
import { expect, it } from 'vitest'
import { createActor, fromPromise, waitFor } from 'xstate'
import { type Choice, type Confirmation, paymentFlow } from './payment-flow'

const payment = (status: Payment['status']) => ({ payment_session_id: 'p1', status, pay_url: null }) as Payment
const half: Choice = { tier_id: 'half', topic_sensitivity: 'regular' }
const whole: Choice = { tier_id: 'whole', topic_sensitivity: 'regular' }

/** A flow whose server answers as told, and what it was asked. */
function begin({
  paymentId = null,
  open = async () => payment('pending'),
  confirm = async () => ({ status: 'confirmed', pay_url: null }),
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
      return { status: 'confirmed', pay_url: null }
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
  const { actor, reach } = begin({ paymentId: 'p1', confirm: async () => ({ status: 'pending', pay_url: 'https://pay' }) })
  await reach('waiting')
  actor.send({ type: 'PAYMENT', payment: payment('pending') })
  expect(actor.getSnapshot().value).toBe('waiting')
  actor.send({ type: 'PAYMENT', payment: payment('confirmed') })
  await reach('confirmed')
})

it('giving up at the gateway gives the payment back', async () => {
  const { actor, asked, reach } = begin({ paymentId: 'p1', confirm: async () => ({ status: 'pending', pay_url: 'https://pay' }) })
  await reach('waiting')
  actor.send({ type: 'GIVE_UP' })
  await reach('choosing')
  expect(asked.at(-1)).toBe('abandon p1')
})
