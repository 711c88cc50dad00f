import { ask } from '@bestie/dev-world/ask'
import { startRole } from '@bestie/dev-world/process'
import { race } from '@bestie/dev-world/race'
import {
  causes,
  clock,
  expectBothToWin,
  one,
  onTwoProcesses,
  paymentStatus,
  post,
  searching,
  soon,
  timeout,
  world,
} from '@bestie/dev-world/two-processes'
import { expect, onTestFinished, test } from 'vitest'
import { expirePayments, expireWaiting } from '../payment/expire-payments'
import { sendRefund } from '../payment/send-refund'

onTwoProcesses()

test('sweeper / confirm: paid in time, or expired with what was taken before an operator', { timeout }, async () => {
  const wins = await race(async () => {
    const customer = await world.customer()
    const opened = await customer.post('/api/client/payments', { tier_id: await world.tier() })
    const paymentId = opened.body.payment_session_id as string
    await soon('payment_sessions', 'expires_at', paymentId)
    return {
      left: () => post(customer, `/api/client/payments/${paymentId}/confirm`),
      right: () =>
        clock(
          async () => {
            await expirePayments(world.ctx)
            await expireWaiting(world.ctx)
          },
          async () => (await paymentStatus(paymentId)) !== 'pending',
        ),
      async judge(confirm) {
        const captured = await world.sql('select from mock_gateway.charges where reference = $1', [paymentId])
        if (confirm.status === 200) {
          expect(confirm.body).toMatchObject({ status: 'confirmed', payment_session_id: paymentId })
          expect([await paymentStatus(paymentId), captured.length]).toEqual(['confirmed', 1])
          expect(await customer.post(`/api/client/payments/${paymentId}/confirm`)).toEqual(confirm)
          return 'left'
        }
        expect(confirm).toMatchObject({ status: 409, body: { code: 'payment_not_pending', state: 'expired' } })
        expect(await causes(paymentId)).toEqual(captured.map(() => 'unexpected_capture'))
        return 'right'
      },
    }
  })
  await expectBothToWin(wins)
})

test('two operators decide the same failure: the first is final', { timeout }, async () => {
  const internal = await startRole('internal', { DATABASE_URL: world.databaseUrl })
  onTestFinished(async () => void (await internal.end('SIGTERM')))
  const [operator, supervisor] = [await world.operator(), await world.operator('supervisor')]
  const wins = await race(async () => {
    const { customer, paymentId, chatId } = await searching()
    await customer.post(`/api/client/chats/${chatId}/cancel`)
    const { id } = await one<{ id: string }>('select id from pairing_failures where payment_session_id = $1', [paymentId])
    const path = `/internal/failed-pairings/${id}/action`
    return {
      left: () => operator.post(path, { action: 'refunded' }),
      right: () => ask(`${internal.url}${path}`, 'POST', { authorization: `Bearer ${supervisor.token}` }, { action: 'credited' }),
      async judge(refund, credit) {
        expect([refund.status, credit.status].sort()).toEqual([200, 409])
        const won = refund.status === 200 ? 'refunded' : 'credited'
        expect((refund.status === 200 ? credit : refund).body).toMatchObject({ code: 'already_actioned', state: won })
        expect(await world.sql('select kind from repayments where payment_session_id = $1', [paymentId])).toEqual([{ kind: won }])
        return refund.status === 200 ? 'left' : 'right'
      },
    }
  })
  await expectBothToWin(wins)
})

test('a refund that fails / its reopening: withdrawn before it is sent, or refused; open again either way', {
  timeout,
}, async () => {
  const [operator, supervisor] = [await world.operator(), await world.operator('supervisor')]
  const { refund } = world.ctx.gateway
  world.ctx.gateway.refund = async () => 'failed'
  const wins = await race(async () => {
    const { customer, paymentId, chatId } = await searching()
    await customer.post(`/api/client/chats/${chatId}/cancel`)
    const failure = await one<{ id: string }>('select id from pairing_failures where payment_session_id = $1', [paymentId])
    await operator.post(`/internal/failed-pairings/${failure.id}/action`, { action: 'refunded' })
    const { id } = await one<{ id: string }>('select id from repayments where payment_session_id = $1', [paymentId])
    return {
      left: () => sendRefund(world.ctx, id),
      right: () => supervisor.post(`/internal/failed-pairings/${failure.id}/reopen`, { reason: 'salah tekan' }),
      async judge(_, reopened) {
        const decision = await one('select operator_action from pairing_failures where id = $1', [failure.id])
        const { status } = await one<{ status: string }>('select status from repayments where id = $1', [id])
        expect(decision).toEqual({ operator_action: null })
        expect([reopened.status, status]).toEqual(reopened.status === 200 ? [200, 'withdrawn'] : [409, 'failed'])
        return reopened.status === 200 ? 'right' : 'left'
      },
    }
  })
  world.ctx.gateway.refund = refund
  await expectBothToWin(wins)
})

test('a credit that is spent / its reopening: it pays for the next session, or it was taken back and the gateway pays', {
  timeout,
}, async () => {
  const supervisor = await world.operator('supervisor')
  const wins = await race(async () => {
    const { customer, paymentId: earlier, chatId } = await searching()
    await customer.post(`/api/client/chats/${chatId}/cancel`)
    const failure = await one<{ id: string }>('select id from pairing_failures where payment_session_id = $1', [earlier])
    await supervisor.post(`/internal/failed-pairings/${failure.id}/action`, { action: 'credited' })
    const opened = await customer.post('/api/client/payments', { tier_id: await world.tier() })
    const { payment_session_id: paymentId, amount } = opened.body
    return {
      left: () => post(customer, `/api/client/payments/${paymentId}/confirm`),
      right: () => supervisor.post(`/internal/failed-pairings/${failure.id}/reopen`, { reason: 'salah tekan' }),
      async judge(confirm, reopened) {
        const isSpent = reopened.status !== 200
        if (isSpent) expect(reopened).toMatchObject({ status: 409, body: { code: 'credit_spent', state: 'credited' } })
        expect(confirm).toMatchObject({ status: 200, body: { status: 'confirmed', credit_amount: isSpent ? amount : 0 } })
        expect(await world.sql('select amount from mock_gateway.charges where reference = $1', [paymentId])).toEqual(
          isSpent ? [] : [{ amount }],
        )
        expect(await one('select credit_balance from customers where id = $1', [customer.id])).toEqual({ credit_balance: 0 })
        return isSpent ? 'left' : 'right'
      },
    }
  })
  await expectBothToWin(wins)
})
