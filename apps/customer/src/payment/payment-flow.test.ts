import type { Payment } from '@bestie/contracts/payment'
import { ApiProblem } from '@bestie/ui/api'
import { expect, it } from 'vitest'
import { createActor, fromPromise, waitFor } from 'xstate'
import { type Choice, type Confirmation, paymentFlow } from './payment-flow'

const payment = (status: Payment['status']) =>
  ({ payment_session_id: 'p1', status, pay_url: null, targeted_mitra: null, extended_chat_session_id: null }) as Payment
const half: Choice = { tier_id: 'half', topic_sensitivity: 'regular' }
const whole: Choice = { tier_id: 'whole', topic_sensitivity: 'regular' }

const atGateway = async () => ({ ...payment('pending'), pay_url: 'https://pay' })
const unanswered = [new ApiProblem('network'), new ApiProblem('internal', 500), new ApiProblem('unavailable', 503)]
const refused = (state: Payment['status']) => new ApiProblem('payment_not_pending', 409, { state })

/** Gives these answers one after the other, then the last one again and again; an error is thrown. */
function answers<Answer>(...given: (Answer | Error)[]): () => Promise<Answer> {
  let asked = 0
  return async () => {
    const answer = given[Math.min(asked++, given.length - 1)]
    if (answer instanceof Error) throw answer
    return answer as Answer
  }
}

/** A flow whose server gives these answers, and a record of what it was asked. */
function begin({
  paymentId = null,
  open = async () => payment('pending'),
  confirm = async () => payment('confirmed'),
  abandon = async () => {},
}: {
  paymentId?: string | null
  open?: () => Promise<Payment>
  confirm?: () => Promise<Confirmation>
  abandon?: () => Promise<void>
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
        abandon: fromPromise<void, { paymentId: string }>(({ input }) => {
          asked.push(`abandon ${input.paymentId}`)
          return abandon()
        }),
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
  const { actor, reach } = begin({ paymentId: 'p1', confirm: atGateway })
  await reach('waiting')
  actor.send({ type: 'PAYMENT', payment: payment('pending') })
  expect(actor.getSnapshot().value).toBe('waiting')
  actor.send({ type: 'PAYMENT', payment: payment('confirmed') })
  await reach('confirmed')
})

it('giving up at the gateway gives the payment back', async () => {
  const { actor, asked, reach } = begin({
    paymentId: 'p1',
    confirm: atGateway,
  })
  await reach('waiting')
  actor.send({ type: 'GIVE_UP' })
  await reach('choosing')
  expect(asked.at(-1)).toBe('abandon p1')
})

it('whether a payment arrived is asked of that payment only', async () => {
  const { actor, reach } = begin({ paymentId: 'p1', confirm: atGateway })
  await reach('waiting')
  actor.send({ type: 'CHECK' })
  await reach('returning')
  const { context } = await reach('waiting')
  expect(context.asked).toBe(true)
  actor.send({ type: 'GIVE_UP' })
  expect((await reach('choosing')).context.asked).toBe(false)
})

it('a confirmation that failed on the way is asked for again on the same payment, which is neither left nor doubled', async () => {
  for (const problem of unanswered) {
    const here = begin({ confirm: answers<Confirmation>(problem, payment('confirmed')) })
    here.actor.send({ type: 'PAY', choice: half, key: 'k1' })
    await here.reach('choosing')
    here.actor.send({ type: 'PAY', choice: half, key: 'k2' })
    await here.reach('confirmed')
    expect(here.asked).toEqual(['open half k1', 'confirm p1', 'confirm p1'])

    const back = begin({ paymentId: 'p1', confirm: answers<Confirmation>(problem, payment('confirmed')) })
    await back.reach('waiting')
    back.actor.send({ type: 'CHECK' })
    await back.reach('confirmed')
    expect(back.asked).toEqual(['confirm p1', 'confirm p1'])
  }
})

it('a payment that cannot be given back because it was paid is used, whatever was meant instead of it', async () => {
  const choosing = begin({
    confirm: answers<Confirmation>(new ApiProblem('unavailable', 503), payment('confirmed')),
    abandon: answers<void>(refused('confirmed')),
  })
  choosing.actor.send({ type: 'PAY', choice: half, key: 'k1' })
  await choosing.reach('choosing')
  choosing.actor.send({ type: 'PAY', choice: whole, key: 'k2' })
  await choosing.reach('confirmed')
  expect(choosing.asked).toEqual(['open half k1', 'confirm p1', 'abandon p1', 'confirm p1'])

  const givingUp = begin({
    paymentId: 'p1',
    confirm: answers<Confirmation>(await atGateway(), payment('consumed')),
    abandon: answers<void>(refused('consumed')),
  })
  await givingUp.reach('waiting')
  givingUp.actor.send({ type: 'GIVE_UP' })
  await givingUp.reach('confirmed')

  const failed = begin({
    confirm: answers<Confirmation>(new ApiProblem('payment_failed', 502), payment('confirmed')),
    abandon: answers<void>(refused('confirmed')),
  })
  failed.actor.send({ type: 'PAY', choice: half, key: 'k1' })
  await failed.reach('confirmed')
  expect(failed.actor.getSnapshot().context.problem).toBeNull()
})

it('until the server says that a payment is given back, no other one is opened', async () => {
  for (const problem of unanswered) {
    const failed = begin({
      confirm: answers<Confirmation>(new ApiProblem('payment_failed', 502), payment('confirmed')),
      abandon: answers<void>(problem, undefined),
    })
    failed.actor.send({ type: 'PAY', choice: half, key: 'k1' })
    await failed.reach('choosing')
    failed.actor.send({ type: 'PAY', choice: half, key: 'k2' })
    await failed.reach('confirmed')
    expect(failed.asked).toEqual(['open half k1', 'confirm p1', 'abandon p1', 'abandon p1', 'open half k2', 'confirm p1'])

    const replaced = begin({
      confirm: answers<Confirmation>(problem, payment('confirmed')),
      abandon: answers<void>(problem, undefined),
    })
    replaced.actor.send({ type: 'PAY', choice: half, key: 'k1' })
    await replaced.reach('choosing')
    for (const key of ['k2', 'k3']) {
      replaced.actor.send({ type: 'PAY', choice: whole, key })
      await waitFor(replaced.actor, (now) => ['choosing', 'confirmed'].includes(String(now.value)))
    }
    await replaced.reach('confirmed')
    expect(replaced.asked).toEqual(['open half k1', 'confirm p1', 'abandon p1', 'abandon p1', 'open whole k3', 'confirm p1'])

    const givenUp = begin({ paymentId: 'p1', confirm: atGateway, abandon: answers<void>(problem, undefined) })
    await givenUp.reach('waiting')
    givenUp.actor.send({ type: 'GIVE_UP' })
    await givenUp.reach('waiting')
    expect(givenUp.actor.getSnapshot().context).toMatchObject({ paymentId: 'p1', problem })
    givenUp.actor.send({ type: 'GIVE_UP' })
    await givenUp.reach('choosing')
    expect(givenUp.actor.getSnapshot().context).toMatchObject({ paymentId: null, problem: null })
  }
})

it('a payment that had ended before it was given back stands in nobody’s way', async () => {
  for (const ended of [refused('expired'), new ApiProblem('not_found', 404)]) {
    const { actor, reach } = begin({ paymentId: 'p1', confirm: atGateway, abandon: answers<void>(ended) })
    await reach('waiting')
    actor.send({ type: 'GIVE_UP' })
    await reach('choosing')
    expect(actor.getSnapshot().context.paymentId).toBeNull()
  }
})

it('a page that the browser kept while the gateway’s was open asks how the payment stands, or learns that it has ended', async () => {
  const kept = begin({ confirm: atGateway })
  kept.actor.send({ type: 'PAY', choice: half, key: 'k1' })
  await kept.reach('atGateway')
  kept.actor.send({ type: 'CHECK' })
  await kept.reach('waiting')

  const late = begin({ confirm: atGateway })
  late.actor.send({ type: 'PAY', choice: half, key: 'k1' })
  await late.reach('atGateway')
  late.actor.send({ type: 'PAYMENT', payment: payment('expired') })
  await late.reach('choosing')
  expect(late.actor.getSnapshot().context).toMatchObject({ paymentId: null, problem: { code: 'payment_not_pending' } })
})

it('a customer who confirms learns what was bought: a session with the same bestie, or more time in a chat', async () => {
  const sari = { id: 'sari', display_name: 'Sari' }
  const { actor, reach } = begin({ confirm: async () => ({ ...payment('confirmed'), targeted_mitra: sari }) })
  actor.send({ type: 'PAY', choice: { ...half, targeted_mitra_id: 'sari' }, key: 'k1' })
  await reach('confirmed')
  expect(actor.getSnapshot().context.bought).toMatchObject({ targeted_mitra: sari })

  const back = begin({ paymentId: 'p1', confirm: atGateway })
  await back.reach('waiting')
  back.actor.send({ type: 'PAYMENT', payment: { ...payment('confirmed'), extended_chat_session_id: 'c1' } })
  await back.reach('confirmed')
  expect(back.actor.getSnapshot().context.bought).toMatchObject({ extended_chat_session_id: 'c1' })
})
