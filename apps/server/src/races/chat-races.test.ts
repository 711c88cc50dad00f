import { openDevice } from '@bestie/dev-world/device'
import { startRole } from '@bestie/dev-world/process'
import { race, raceRounds } from '@bestie/dev-world/race'
import {
  causes,
  chatStatus,
  chatting,
  clock,
  expectBothToWin,
  extending,
  heldFor,
  one,
  onTwoProcesses,
  paymentBody,
  paymentStatus,
  post,
  searching,
  soon,
  there,
  timeout,
  world,
} from '@bestie/dev-world/two-processes'
import { expect, onTestFinished, test } from 'vitest'
import { expireSession } from '../chat/expire-session'
import { settleUnansweredExtension } from '../extension/settle-unanswered-extension'

onTwoProcesses()

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

test('extension / a supervisor ends the chat: the end waits for the answer, or the extension finds the chat closed', {
  timeout,
}, async () => {
  const supervisor = await world.operator('supervisor')
  const wins = await race(async () => {
    const { customer, chatId } = await chatting()
    const paymentId = await heldFor(customer, chatId)
    return {
      left: () => post(customer, `/api/client/chats/${chatId}/extensions`, paymentBody(paymentId)),
      right: () => supervisor.post(`/internal/sessions/${chatId}/end`, { reason: 'keluhan' }),
      async judge(asked, end) {
        expect([asked.status, end.status].sort()).toEqual([200, 409])
        if (asked.status === 200) {
          expect(end.body).toMatchObject({ code: 'extension_open', state: 'active' })
          return 'left'
        }
        expect(asked.body).toMatchObject({ code: 'chat_not_active', state: 'closing' })
        expect(end.body).toMatchObject({ status: 'closing', ended_by: 'operator' })
        expect(await paymentStatus(paymentId)).toBe('confirmed')
        return 'right'
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
