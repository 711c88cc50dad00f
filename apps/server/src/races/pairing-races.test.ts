import { race, raceRounds } from '@bestie/dev-world/race'
import {
  askingAgain,
  causes,
  chatStatus,
  clock,
  expectBothToWin,
  one,
  onTwoProcesses,
  paymentBody,
  paymentStatus,
  post,
  searching,
  soon,
  timeout,
  world,
} from '@bestie/dev-world/two-processes'
import type { Person } from '@bestie/dev-world/world'
import { expect, test } from 'vitest'
import { timeOutRequest } from '../pairing/time-out-request'
import { expirePayments } from '../payment/expire-payments'
import { closeLateCards } from '../presence/go-offline'

onTwoProcesses()

test('accept / accept: one chat, and the other mitra reads that it is taken', { timeout }, async () => {
  const wins = await race(async () => {
    const { paymentId, chatId, asked } = await searching(2)
    const [sari, budi] = asked as [Person, Person]
    const accept = `/api/mitra/requests/${chatId}/accept`
    return {
      left: () => sari.post(accept),
      right: () => post(budi, accept),
      async judge(here, far) {
        const [won, lost] = here.status === 200 ? [here, far] : [far, here]
        expect(won).toMatchObject({ status: 200, body: { chat_session_id: chatId, status: 'active' } })
        expect(lost).toMatchObject({ status: 409, body: { code: 'request_taken', state: 'active' } })
        expect(await post(here.status === 200 ? sari : budi, accept)).toEqual(won)
        expect(await world.sql('select id from chat_sessions where payment_session_id = $1', [paymentId])).toEqual([
          { id: chatId },
        ])
        return here.status === 200 ? 'left' : 'right'
      },
    }
  })
  await expectBothToWin(wins)
})

test('accept / cancel: a chat, or a payment given up', { timeout }, async () => {
  const wins = await race(async () => {
    const { customer, mitra, paymentId, chatId } = await searching()
    return {
      left: () => post(mitra, `/api/mitra/requests/${chatId}/accept`),
      right: () => customer.post(`/api/client/chats/${chatId}/cancel`),
      async judge(accept, cancel) {
        expect([accept.status, cancel.status].sort()).toEqual([200, 409])
        if (accept.status === 200) {
          expect(cancel.body).toMatchObject({ code: 'request_not_searching', state: 'active' })
          expect([await paymentStatus(paymentId), await causes(paymentId)]).toEqual(['consumed', []])
          return 'left'
        }
        expect(accept.body).toMatchObject({ code: 'request_not_searching', state: 'cancelled' })
        expect(await post(customer, `/api/client/chats/${chatId}/cancel`)).toEqual(cancel)
        expect([await paymentStatus(paymentId), await causes(paymentId)]).toEqual(['failed_pairing', ['customer_cancelled']])
        return 'right'
      },
    }
  })
  await expectBothToWin(wins)
})

test('start / give up: the payment is given up, and no search goes on', { timeout }, async () => {
  const wins = await race(async () => {
    const [customer] = [await world.customer(), await world.mitra()]
    const { payment_session_id: paymentId } = await world.paid(customer)
    return {
      left: () => customer.post('/api/client/chats/start', paymentBody(paymentId)),
      right: () => post(customer, `/api/client/payments/${paymentId}/cancel-search`),
      async judge(start, givenUp) {
        expect(givenUp).toMatchObject({ status: 200, body: { status: 'failed_pairing', cause_tag: 'customer_cancelled' } })
        expect(await causes(paymentId)).toEqual(['customer_cancelled'])
        const searches = await world.sql('select status from chat_sessions where payment_session_id = $1', [paymentId])
        if (start.status === 200) {
          expect(searches).toEqual([{ status: 'cancelled' }])
          return 'left'
        }
        expect(start).toMatchObject({ status: 409, body: { code: 'payment_not_confirmed', state: 'failed_pairing' } })
        expect(searches).toEqual([])
        return 'right'
      },
    }
  })
  await expectBothToWin(wins)
})

test('start / going offline: whoever is first, the mitra is left without a card, and the search goes on', {
  timeout,
}, async () => {
  const wins = await race(async () => {
    await world.sql('update mitras set is_online = false where is_online')
    const [customer, mitra] = [await world.customer(), await world.mitra()]
    const { payment_session_id: paymentId } = await world.paid(customer)
    return {
      left: () => customer.post('/api/client/chats/start', paymentBody(paymentId)),
      right: () => post(mitra, '/api/mitra/status/offline'),
      async judge(start, offline) {
        expect([start.status, offline.status]).toEqual([200, 200])
        await closeLateCards(world.ctx, mitra.id)
        const { chat_session_id } = start.body
        const cards = await world.sql(
          'select status from chat_request_notifications where mitra_id = $1 and chat_session_id = $2',
          [mitra.id, chat_session_id],
        )
        if (cards.length > 0) expect(cards).toEqual([{ status: 'closed' }])
        expect(await chatStatus(chat_session_id)).toBe('searching')
        return cards.length > 0 ? 'left' : 'right'
      },
    }
  })
  await expectBothToWin(wins)
})

test('accept / timeout: a chat that began before the deadline, or none', { timeout }, async () => {
  const wins = await race(async () => {
    const { mitra, paymentId, chatId } = await searching()
    await soon('chat_sessions', 'deadline_at', chatId)
    return {
      left: () => post(mitra, `/api/mitra/requests/${chatId}/accept`),
      right: () =>
        clock(
          () => timeOutRequest(world.ctx, chatId),
          async () => (await chatStatus(chatId)) !== 'searching',
        ),
      async judge(accept) {
        if (accept.status === 200) {
          expect([await chatStatus(chatId), await paymentStatus(paymentId), await causes(paymentId)]).toEqual([
            'active',
            'consumed',
            [],
          ])
          return 'left'
        }
        expect([accept.status, accept.body.code, accept.body.state]).toEqual(
          accept.body.code === 'deadline_passed'
            ? [409, 'deadline_passed', 'searching']
            : [409, 'request_not_searching', 'expired'],
        )
        expect([await paymentStatus(paymentId), await causes(paymentId)]).toEqual(['failed_pairing', ['no_mitra_available']])
        return 'right'
      },
    }
  })
  await expectBothToWin(wins)
})

test('accept / fallback: the targeted mitra’s chat, or a new blast once their window is over', { timeout }, async () => {
  const wins = await race(async () => {
    const { customer, mitra, paymentId, chatId } = await askingAgain()
    await soon('chat_sessions', 'deadline_at', chatId)
    return {
      left: () => post(mitra, `/api/mitra/requests/${chatId}/accept`),
      async right() {
        for (;;) {
          await timeOutRequest(world.ctx, chatId)
          const fallback = await customer.post('/api/client/chats/fallback-to-blast', paymentBody(paymentId))
          if (fallback.body.code !== 'already_searching') return fallback
          expect(fallback).toMatchObject({ status: 409, body: { state: 'searching' } })
        }
      },
      async judge(accept, fallback) {
        expect([accept.status, fallback.status].sort()).toEqual([200, 409])
        if (accept.status === 200) {
          expect(fallback.body).toMatchObject({ code: 'payment_not_confirmed', state: 'consumed' })
          expect(await causes(paymentId)).toEqual([])
          return 'left'
        }
        expect(accept.body.state).toMatch(/^(searching|expired)$/)
        expect(fallback.body).toMatchObject({ status: 'searching', request_type: 'general', payment_session_id: paymentId })
        expect(await causes(paymentId)).toEqual(['targeted_mitra_timeout'])
        return 'right'
      },
    }
  })
  await expectBothToWin(wins)
})

test('last decline / timeout: rejected by all, or by nobody in time', { timeout }, async () => {
  const wins = await race(async () => {
    const { mitra, paymentId, chatId } = await searching()
    await soon('chat_sessions', 'deadline_at', chatId)
    return {
      left: () => post(mitra, `/api/mitra/requests/${chatId}/decline`),
      right: () =>
        clock(
          () => timeOutRequest(world.ctx, chatId),
          async () => (await chatStatus(chatId)) !== 'searching',
        ),
      async judge(decline) {
        const outcome = [await chatStatus(chatId), await paymentStatus(paymentId), await causes(paymentId)]
        if (decline.status === 200) {
          expect(outcome).toEqual(['rejected', 'failed_pairing', ['all_mitras_rejected']])
          expect(await mitra.post(`/api/mitra/requests/${chatId}/decline`)).toEqual(decline)
          return 'left'
        }
        expect(decline).toMatchObject({ status: 409, body: { state: expect.stringMatching(/^(searching|expired)$/) } })
        expect(outcome).toEqual(['expired', 'failed_pairing', ['no_mitra_available']])
        return 'right'
      },
    }
  })
  await expectBothToWin(wins)
})

test('sweeper / blast: a search that keeps its payment, or an expired payment', { timeout }, async () => {
  const wins = await race(async () => {
    await world.sql('update mitras set is_online = false where is_online')
    const customer = await world.customer()
    const { payment_session_id: paymentId } = await world.paid(customer)
    await soon('payment_sessions', 'expires_at', paymentId)
    return {
      left: () => post(customer, '/api/client/chats/start', paymentBody(paymentId)),
      right: () =>
        clock(
          () => expirePayments(world.ctx),
          async () =>
            (
              await one<{ decided: boolean }>(
                "select status <> 'confirmed' or open_request_id is not null as decided from payment_sessions where id = $1",
                [paymentId],
              )
            ).decided,
        ),
      async judge(start) {
        await expirePayments(world.ctx)
        const outcome = [start.status, await paymentStatus(paymentId), await causes(paymentId)]
        if (start.status === 200) {
          expect(outcome).toEqual([200, 'confirmed', []])
          expect(await customer.post('/api/client/chats/start', paymentBody(paymentId))).toEqual(start)
          return 'left'
        }
        expect(outcome).toEqual([409, 'expired', ['payment_session_expired']])
        expect(start.body).toMatchObject({ code: 'payment_not_confirmed', state: expect.stringMatching(/^(confirmed|expired)$/) })
        return 'right'
      },
    }
  })
  await expectBothToWin(wins)
})

test('fallback / fallback: one blast', { timeout }, async () => {
  const wins = await race(async () => {
    const { customer, paymentId, chatId } = await askingAgain()
    await world.sql('update chat_sessions set deadline_at = clock_timestamp() where id = $1', [chatId])
    await timeOutRequest(world.ctx, chatId)
    const path = '/api/client/chats/fallback-to-blast'
    return {
      left: () => customer.post(path, paymentBody(paymentId)),
      right: () => post(customer, path, paymentBody(paymentId)),
      async judge(here, far) {
        const [won, lost] = here.status === 200 ? [here, far] : [far, here]
        expect(won).toMatchObject({ status: 200, body: { status: 'searching', request_type: 'general' } })
        expect(lost).toMatchObject({ status: 409, body: { code: 'already_searching', state: 'searching' } })
        expect(
          await world.sql("select id from chat_sessions where payment_session_id = $1 and status = 'searching'", [paymentId]),
        ).toEqual([{ id: won.body.chat_session_id }])
        return here.status === 200 ? 'left' : 'right'
      },
    }
  })
  await expectBothToWin(wins)
})

test('two devices of one mitra accept at once: both read the same', { timeout }, async () => {
  for (let round = 0; round < raceRounds; round += 1) {
    const { mitra, paymentId, chatId } = await searching()
    const accept = `/api/mitra/requests/${chatId}/accept`
    const [here, far] = await Promise.all([mitra.post(accept), post(mitra, accept)])
    expect(here).toMatchObject({ status: 200, body: { status: 'active' } })
    expect(far).toEqual(here)
    expect(await paymentStatus(paymentId)).toBe('consumed')
  }
  expect(await world.broken()).toEqual({})
})

test('two devices of one mitra, accept / decline: one wins', { timeout }, async () => {
  const wins = await race(async () => {
    const { mitra, chatId } = await searching()
    return {
      left: () => mitra.post(`/api/mitra/requests/${chatId}/accept`),
      right: () => post(mitra, `/api/mitra/requests/${chatId}/decline`),
      async judge(accept, decline) {
        expect([accept.status, decline.status].sort()).toEqual([200, 409])
        const won = accept.status === 200
        expect((won ? decline : accept).body).toMatchObject({
          code: 'request_not_searching',
          state: won ? 'active' : 'rejected',
        })
        expect(await chatStatus(chatId)).toBe(won ? 'active' : 'rejected')
        return won ? 'left' : 'right'
      },
    }
  })
  await expectBothToWin(wins)
})

test('accept for chat A / accept for chat B with one slot left: one, and the other request stays open', { timeout }, async () => {
  const wins = await race(async () => {
    const first = await searching()
    const { mitra } = first
    const customer = await world.customer()
    const { payment_session_id } = await world.paid(customer)
    const second = (await customer.post('/api/client/chats/start', paymentBody(payment_session_id))).body.chat_session_id
    return {
      left: () => mitra.post(`/api/mitra/requests/${first.chatId}/accept`),
      right: () => post(mitra, `/api/mitra/requests/${second}/accept`),
      async judge(here, far) {
        const [lost, open] = here.status === 200 ? [far, second] : [here, first.chatId]
        expect([here.status, far.status].sort()).toEqual([200, 409])
        expect(lost.body).toMatchObject({ code: 'mitra_at_capacity', state: 'searching' })
        expect(await chatStatus(open)).toBe('searching')
        return here.status === 200 ? 'left' : 'right'
      },
    }
  })
  await expectBothToWin(wins)
})
