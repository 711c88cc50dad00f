import { type RoleProcess, startRole } from '@bestie/dev-world/process'
import { race, raceRounds } from '@bestie/dev-world/race'
import { type Answer, ask, bootWorld, openDevice, type Person, type World } from '@bestie/dev-world/world'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { expireSession } from '../chat/expire-session'
import { settleUnansweredExtension } from '../extension/settle-unanswered-extension'
import { timeOutRequest } from '../pairing/time-out-request'
import { expirePayments, expireWaiting } from '../payment/expire-payments'
import { sendRefund } from '../payment/send-refund'

/**
 * Every race that docs/invariants.md names, between two processes on one database: this test (`here`) and a separate public
 * server (`there`). The clock's transitions are called here, so that they meet the people's there within the same millisecond.
 */
let world: World
let there: RoleProcess
beforeAll(async () => {
  world = await bootWorld({})
  await world.stopWorker()
  await world.set('max_customers_per_mitra', 1)
  there = await startRole('public', { DATABASE_URL: world.databaseUrl })
})
afterAll(async () => {
  await there.end('SIGTERM')
  await world.stop()
})

const timeout = raceRounds * 2_000 + 60_000

/** The same person, calling the other instance. */
const post = (person: Person, path: string, body?: object): Promise<Answer> =>
  ask(`${there.url}${path}`, 'POST', { authorization: `Bearer ${person.token}` }, body)
const paymentBody = (payment_session_id: string) => ({ payment_session_id })
const one = async <Row>(text: string, values: unknown[]): Promise<Row> => (await world.sql<Row>(text, values))[0] as Row
const chatStatus = async (id: string) =>
  (await one<{ status: string }>('select status from chat_sessions where id = $1', [id])).status
const paymentStatus = async (id: string) =>
  (await one<{ status: string }>('select status from payment_sessions where id = $1', [id])).status
const causes = async (paymentId: string) =>
  (
    await world.sql<{ cause_tag: string }>(
      'select cause_tag from pairing_failures where payment_session_id = $1 order by created_at, id',
      [paymentId],
    )
  ).map((row) => row.cause_tag)

/** A customer who is searching, and the mitra whom the blast asked: only those of this round. */
async function searching(mitras = 1) {
  await world.sql('update mitras set is_online = false where is_online')
  const asked = await Promise.all(Array.from({ length: mitras }, () => world.mitra()))
  const customer = await world.customer()
  const { payment_session_id: paymentId } = await world.paid(customer)
  const { body } = await customer.post('/api/client/chats/start', paymentBody(paymentId))
  return { customer, paymentId, chatId: body.chat_session_id as string, asked, mitra: asked[0] as Person }
}

/** A customer who asks one of their mitra again, with a general request ready on the same payment. */
async function askingAgain() {
  await world.sql('update mitras set is_online = false where is_online')
  const [customer, mitra] = [await world.customer(), await world.mitra()]
  await world.sql("insert into chat_sessions (customer_id, mitra_id, status, ended_by) values ($1, $2, 'completed', 'timer')", [
    customer.id,
    mitra.id,
  ])
  const { payment_session_id: paymentId } = await world.paid(customer, { targeted_mitra_id: mitra.id })
  const { body } = await customer.post('/api/client/chats/returning', paymentBody(paymentId))
  return { customer, mitra, paymentId, chatId: body.chat_session_id as string }
}

async function chatting() {
  await world.sql('update mitras set is_online = false where is_online')
  const [customer, mitra] = [await world.customer(), await world.mitra()]
  return { customer, mitra, ...(await world.match(customer, mitra)) }
}

async function heldFor(customer: Person, chatId: string): Promise<string> {
  const wish = { tier_id: await world.tier('extension'), is_extension: true, chat_session_id: chatId }
  return (await world.paid(customer, wish)).payment_session_id
}

async function extending() {
  const { customer, mitra, chatId } = await chatting()
  const paymentId = await heldFor(customer, chatId)
  const asked = await customer.post(`/api/client/chats/${chatId}/extensions`, paymentBody(paymentId))
  return { customer, mitra, chatId, paymentId, extensionId: asked.body.extension_id as string }
}

/** Sets a deadline a few milliseconds ahead, so that either side of a race with the clock can win. */
const soon = (table: 'chat_sessions' | 'extensions' | 'payment_sessions', column: string, id: string) =>
  world.sql(`update ${table} set ${column} = clock_timestamp() + interval '15 ms' where id = $1`, [id])

/** The clock's side: calls its transition again and again until the race is decided. */
async function clock(transition: () => Promise<unknown>, decided: () => Promise<boolean>): Promise<void> {
  do await transition()
  while (!(await decided()))
}

async function expectBothToWin(wins: { left: number; right: number }): Promise<void> {
  expect(wins.left + wins.right).toBe(raceRounds)
  expect(Math.min(wins.left, wins.right)).toBeGreaterThan(0)
  expect(await world.broken()).toEqual({})
}

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

test.each([
  ['approve', 'approved'],
  ['decline', 'rejected'],
] as const)(
  '%s / timer: decided by the mitra before the deadline, or by the clock after it',
  { timeout },
  async (verb, status) => {
    const wins = await race(async () => {
      const { mitra, paymentId, chatId, extensionId } = await extending()
      const decided = () =>
        one<{ status: string; ends_at: Date; added: boolean }>(
          `select e.status, c.ends_at, c.ends_at > c.started_at + make_interval(mins => c.duration_minutes) as added
        from extensions e join chat_sessions c on c.id = e.chat_session_id where e.id = $1`,
          [extensionId],
        )
      await soon('extensions', 'deadline_at', extensionId)
      return {
        left: () => post(mitra, `/api/mitra/extensions/${extensionId}/${verb}`),
        right: () =>
          clock(
            () => settleUnansweredExtension(world.ctx, extensionId),
            async () => (await decided()).status !== 'pending',
          ),
        async judge(answer) {
          const extension = await decided()
          const payment = [await paymentStatus(paymentId), await causes(paymentId)]
          expect(await chatStatus(chatId)).toBe('active')
          if (answer.status === 200) {
            expect([extension.status, extension.added]).toEqual([status, verb === 'approve'])
            expect(payment).toEqual(verb === 'approve' ? ['consumed', []] : ['failed_pairing', ['extension_rejected']])
            expect(await mitra.post(`/api/mitra/extensions/${extensionId}/${verb}`)).toEqual(answer)
            return 'left'
          }
          // No mitra is connected here, so silence may not approve.
          expect(answer).toMatchObject({ status: 409, body: { state: expect.stringMatching(/^(pending|safeguard_tripped)$/) } })
          expect([extension.status, extension.added]).toEqual(['safeguard_tripped', false])
          expect(payment).toEqual(['failed_pairing', ['extension_safeguard_tripped']])
          return 'right'
        },
      }
    })
    await expectBothToWin(wins)
  },
)

test('approve / decline on two devices: one verdict', { timeout }, async () => {
  const wins = await race(async () => {
    const { mitra, paymentId, extensionId } = await extending()
    return {
      left: () => mitra.post(`/api/mitra/extensions/${extensionId}/approve`),
      right: () => post(mitra, `/api/mitra/extensions/${extensionId}/decline`),
      async judge(approve, decline) {
        expect([approve.status, decline.status].sort()).toEqual([200, 409])
        const won = approve.status === 200
        expect((won ? decline : approve).body).toMatchObject({
          code: 'extension_decided',
          state: won ? 'approved' : 'rejected',
        })
        expect(await paymentStatus(paymentId)).toBe(won ? 'consumed' : 'failed_pairing')
        return won ? 'left' : 'right'
      },
    }
  })
  await expectBothToWin(wins)
})

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

test('two extensions: one is open, the other waits its turn', { timeout }, async () => {
  const wins = await race(async () => {
    const { customer, chatId } = await chatting()
    const [first, second] = [await heldFor(customer, chatId), await heldFor(customer, chatId)]
    const path = `/api/client/chats/${chatId}/extensions`
    return {
      left: () => customer.post(path, paymentBody(first)),
      right: () => post(customer, path, paymentBody(second)),
      async judge(here, far) {
        const [won, lost] = here.status === 200 ? [here, far] : [far, here]
        expect(won).toMatchObject({ status: 200, body: { status: 'pending' } })
        expect(lost).toMatchObject({ status: 409, body: { code: 'extension_open', state: 'active' } })
        expect(await post(customer, path, paymentBody(here.status === 200 ? first : second))).toEqual(won)
        expect(await world.sql('select id from extensions where chat_session_id = $1', [chatId])).toHaveLength(1)
        return here.status === 200 ? 'left' : 'right'
      },
    }
  })
  await expectBothToWin(wins)
})

test('extension / the chat’s end: the end waits, or the extension finds the chat closed', { timeout }, async () => {
  const wins = await race(async () => {
    const { customer, chatId } = await chatting()
    const paymentId = await heldFor(customer, chatId)
    // The chat started its whole duration before the moment at which it is to end.
    await world.sql(
      `with moment as (select clock_timestamp() + interval '15 ms' as ends)
      update chat_sessions set ends_at = ends, started_at = ends - make_interval(mins => duration_minutes),
        deadline_at = ends - make_interval(mins => duration_minutes) + interval '1 minute' from moment where id = $1`,
      [chatId],
    )
    return {
      left: () => post(customer, `/api/client/chats/${chatId}/extensions`, paymentBody(paymentId)),
      right: () =>
        clock(
          () => expireSession(world.ctx, chatId),
          async () =>
            (
              await one<{ decided: boolean }>(
                "select status <> 'active' or pending_extension_id is not null as decided from chat_sessions where id = $1",
                [chatId],
              )
            ).decided,
        ),
      async judge(answer) {
        await expireSession(world.ctx, chatId)
        if (answer.status === 200) {
          expect(await chatStatus(chatId)).toBe('active')
          return 'left'
        }
        expect(answer).toMatchObject({ status: 409, body: { code: 'chat_not_active' } })
        expect(await chatStatus(chatId)).toBe('closing')
        return 'right'
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

test('message / close: stored before the close, or refused', { timeout }, async () => {
  const wins = await race(async () => {
    const { customer, mitra, chatId } = await chatting()
    const phone = await openDevice(there.url, customer.token)
    return {
      left: () => phone.say(chatId, 'masih di sini'),
      right: () => mitra.post(`/api/mitra/chats/${chatId}/end`),
      async judge(ack, end) {
        phone.close()
        expect(end).toMatchObject({ status: 200, body: { status: 'closing', ended_by: 'mitra' } })
        const stored = await world.sql(
          'select m.seq, m.created_at <= c.ended_at as in_time from messages m join chat_sessions c on c.id = m.chat_session_id where c.id = $1',
          [chatId],
        )
        if (ack.ok) {
          expect(stored).toEqual([{ seq: 1, in_time: true }])
          return 'left'
        }
        expect([ack.code, stored]).toEqual(['chat_not_active', []])
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

test('two workers run the same timers and sweeps: every window is closed once', { timeout }, async () => {
  const paymentIds: string[] = []
  for (let round = 0; round < raceRounds; round += 1) paymentIds.push((await searching()).paymentId)
  const extensions: string[] = []
  for (let round = 0; round < raceRounds; round += 1) extensions.push((await extending()).extensionId)
  await world.sql("update chat_sessions set deadline_at = clock_timestamp() where status = 'searching'")
  await world.sql("update extensions set deadline_at = clock_timestamp() where status = 'pending'")
  await world.sql('update graphile_worker._private_jobs set run_at = now()')
  const env = { DATABASE_URL: world.databaseUrl, SWEEP_SECONDS: '1' }
  const workers = await Promise.all([startRole('worker', env), startRole('worker', env)])
  onTestFinished(async () => void (await Promise.all(workers.map((worker) => worker.end('SIGKILL')))))
  await expect
    .poll(
      () =>
        world.sql(
          `select (select count(*)::int from chat_sessions where status = 'searching') as searching,
            (select count(*)::int from extensions where status = 'pending') as pending`,
        ),
      { timeout: 60_000 },
    )
    .toEqual([{ searching: 0, pending: 0 }])
  await Promise.all(workers.map((worker) => worker.end('SIGTERM')))
  for (const paymentId of paymentIds) expect(await causes(paymentId)).toEqual(['no_mitra_available'])
  expect(
    await world.sql(
      "select count(*)::int as rows from pairing_failures where cause_tag = 'extension_safeguard_tripped' and chat_session_id in (select chat_session_id from extensions where id = any($1))",
      [extensions],
    ),
  ).toEqual([{ rows: raceRounds }])
  expect(await world.broken()).toEqual({})
})
