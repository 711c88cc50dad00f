import { type Answer, ask } from '@bestie/dev-world/ask'
import { bootWorld, type Holder, type Person, type World } from '@bestie/dev-world/world'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { hashPassword } from '../../auth/passwords'

const password = 'kata sandi yang panjang'
let world: World
let addresses = 0
beforeAll(async () => {
  // Only the date stands still, so that an authenticator's code stays the same.
  vi.useFakeTimers({ toFake: ['Date'] })
  world = await bootWorld()
})
afterAll(async () => {
  await world.stop()
  vi.useRealTimers()
})

interface Account extends Person {
  email: string
  signIn(more?: object, address?: string): Promise<Answer>
  audited(): Promise<unknown[]>
}

/** An operator with a password, at their own address. */
async function account(role: 'operator' | 'supervisor' | 'admin' = 'operator'): Promise<Account> {
  const person = await world.operator(role)
  await world.sql('update operators set password_hash = $2 where id = $1', [person.id, await hashPassword(password)])
  addresses += 1
  const own = `10.0.0.${addresses}`
  return {
    ...person,
    email: person.contact,
    signIn: (more = {}, address = own) =>
      ask(
        `${world.internalUrl}/internal/auth/sign-in`,
        'POST',
        { 'x-forwarded-for': address },
        { email: person.contact, password, ...more },
      ),
    audited: async () =>
      (await world.sql('select action from audit_log where subject = $1 order by id', [`operators/${person.id}`])).map(
        (line) => line.action,
      ),
  }
}

const as = (token: string, method: string, path: string, body?: object) =>
  ask(`${world.internalUrl}${path}`, method, { authorization: `Bearer ${token}` }, body)

/** The code that an authenticator app shows `steps` half minutes from now. */
const codeOf = (secret: string, steps = 0) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: world.ctx.clock.now() + steps * 30_000 })

async function withTotp(operator: Account): Promise<string> {
  const { secret } = (await operator.post('/internal/me/totp', { password })).body
  await operator.post('/internal/me/totp/confirm', { totp: codeOf(secret, -1) })
  return secret
}

test('an operator signs in by email and password, and out again', async () => {
  const operator = await account()
  const { status, body } = await operator.signIn()
  expect({ status, body }).toMatchObject({ status: 200, body: { user: { email: operator.email, role: 'operator' }, duties: [] } })
  expect((await as(body.token, 'GET', '/internal/me')).body).toMatchObject({ email: operator.email, totp_enabled: false })
  expect((await as(body.token, 'POST', '/internal/auth/sign-out')).status).toBe(200)
  expect((await as(body.token, 'GET', '/internal/me')).status).toBe(401)
  expect(await operator.audited()).toEqual(['sign_in', 'sign_out'])
  expect((await operator.get('/api/me')).status).toBe(404)
})

/** The answer to a request that waited for the holder's locks and went on after its commit. */
async function answeredAfter(holder: Holder, ask: () => Promise<Answer>): Promise<Answer> {
  const answer = ask()
  await world.waiting()
  await holder.letGo()
  return await answer
}

test('a sign-in with the old password that is under way while it changes ends with no session', async () => {
  const operator = await account()
  const changed = await hashPassword('kata sandi yang lain')
  const change = await world.hold('update operators set password_hash = $2 where id = $1', [operator.id, changed])
  await change.query('delete from access_tokens where user_id = $1', [operator.id])
  const answer = await answeredAfter(change, () => operator.signIn())
  expect(answer).toMatchObject({ status: 401, body: { code: 'credentials_invalid' } })
  expect(await operator.audited()).toEqual(['sign_in_failed'])
  expect(await world.sql('select from access_tokens where user_id = $1', [operator.id])).toEqual([])
})

test('a password that an admin resets while its owner changes it stays reset', async () => {
  const operator = await account()
  const reset = await hashPassword('kata sandi sekali pakai')
  const resetting = await world.hold('update operators set password_hash = $2, password_must_change = true where id = $1', [
    operator.id,
    reset,
  ])
  const answer = await answeredAfter(resetting, () =>
    operator.post('/internal/me/password', { password, new_password: 'kata sandi yang baru' }),
  )
  expect(answer).toMatchObject({ body: { code: 'password_wrong' } })
  expect(await world.sql('select password_hash, password_must_change from operators where id = $1', [operator.id])).toEqual([
    { password_hash: reset, password_must_change: true },
  ])
})

test('of two admins who demote each other at the same moment one remains', async () => {
  const [one, other] = [await account('admin'), await account('admin')]
  const demote = (by: Account, whom: Account) => by.patch(`/internal/operators/${whom.id}`, { role: 'operator' })
  for (let round = 0; round < 50; round += 1) {
    const answers = await Promise.all([demote(one, other), demote(other, one)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403])
    const admins = await world.sql("select id from operators where role = 'admin' and id in ($1, $2)", [one.id, other.id])
    expect(admins).toHaveLength(1)
    await world.sql("update operators set role = 'admin' where id in ($1, $2)", [one.id, other.id])
  }
})

test('an office signs in with its second factors all day; a thief who knows a password still guesses few codes', async () => {
  const operator = await account()
  await withTotp(operator)
  const had = (failures: Record<string, number>) =>
    world.sql(
      `insert into sign_in_guesses (subject, failures, last_failed_at) select key, value::integer, now() from jsonb_each_text($1)
      on conflict (subject) do update set failures = excluded.failures`,
      [JSON.stringify(failures)],
    )
  // With one failure more at the address, each try would have to wait.
  await had({ [`address:10.0.0.${addresses}`]: 18 })
  for (let times = 0; times < 3; times += 1)
    expect(await operator.signIn()).toMatchObject({ status: 401, body: { code: 'totp_required' } })
  await had({ [`address:10.0.0.${addresses}`]: 0, [`account:${operator.email}`]: 2 })
  const guesses: string[] = []
  while (guesses.at(-1) !== 'rate_limited' && guesses.length < 20) {
    guesses.push((await operator.signIn({ totp: '000000' })).body.code)
    await operator.signIn()
  }
  expect(guesses).toEqual([...Array(3).fill('totp_wrong'), 'rate_limited'])
})

test('a thief with a token and the password guesses few codes to remove the second factor, and each guess is on record', async () => {
  const operator = await account()
  const secret = await withTotp(operator)
  const remove = async (totp: string) => (await operator.post('/internal/me/totp/remove', { password, totp })).body
  const guesses: string[] = []
  while (guesses.at(-1) !== 'rate_limited' && guesses.length < 20) {
    guesses.push((await remove('000000')).code)
    // The password alone forgives no guess at the code.
    await operator.post('/internal/me/password', { password, new_password: password })
  }
  expect(guesses).toEqual([...Array(5).fill('code_invalid'), 'rate_limited'])
  expect(await operator.audited()).toEqual(['set_up_totp', ...Array(5).fill('proof_failed')])
  await world.sql('update sign_in_guesses set blocked_until = now()')
  expect(await remove(codeOf(secret))).toMatchObject({ totp_enabled: false })
  expect(await world.sql('select from sign_in_guesses where subject = $1', [`account:${operator.email}`])).toEqual([])
})

test('the codes of a second factor go by the clock that all deadlines go by', async () => {
  const operator = await account()
  const secret = await withTotp(operator)
  const byThisMachine = codeOf(secret)
  const { now } = world.ctx.clock
  world.ctx.clock.now = () => now() + 3_600_000
  try {
    expect(await operator.signIn({ totp: byThisMachine })).toMatchObject({ body: { code: 'totp_wrong' } })
    expect(await operator.signIn({ totp: codeOf(secret) })).toMatchObject({ status: 200 })
  } finally {
    world.ctx.clock.now = now
  }
})

test('a second factor is set up by its first code, asked for from then on, and each of its codes counts once', async () => {
  const operator = await account()
  const begun = await operator.post('/internal/me/totp', { password })
  expect(begun.body).toMatchObject({
    secret: expect.stringMatching(/^[A-Z2-7]{32}$/),
    otpauth_uri: expect.stringContaining(`otpauth://totp/Bestie:${encodeURIComponent(operator.email)}`),
  })
  const { secret } = begun.body
  expect(await operator.signIn()).toMatchObject({ status: 200 })
  expect(await operator.post('/internal/me/totp/confirm', { totp: '000000' })).toMatchObject({ body: { code: 'code_invalid' } })
  expect((await operator.audited()).at(-1)).toBe('proof_failed')
  const first = codeOf(secret, -1)
  expect(await operator.post('/internal/me/totp/confirm', { totp: first })).toMatchObject({ body: { totp_enabled: true } })
  expect(await operator.signIn()).toMatchObject({ status: 401, body: { code: 'totp_required' } })
  expect(await operator.signIn({ totp: first })).toMatchObject({ status: 401, body: { code: 'totp_wrong' } })
  expect(await operator.signIn({ totp: codeOf(secret, 40) })).toMatchObject({ status: 401, body: { code: 'totp_wrong' } })
  const next = codeOf(secret)
  const both = await Promise.all([operator.signIn({ totp: next }), operator.signIn({ totp: next })])
  expect(both.map((answer) => answer.status).sort()).toEqual([200, 401])
  expect(await operator.signIn({ password: 'salah', totp: codeOf(secret, 1) })).toMatchObject({
    body: { code: 'credentials_invalid' },
  })
  expect(await operator.post('/internal/me/totp', { password })).toMatchObject({ status: 409, body: { code: 'totp_enabled' } })
  expect(await operator.post('/internal/me/totp/remove', { password: 'salah', totp: codeOf(secret, 1) })).toMatchObject({
    status: 400,
    body: { code: 'password_wrong' },
  })
  expect(await operator.post('/internal/me/totp/remove', { password, totp: codeOf(secret, 1) })).toMatchObject({
    status: 200,
    body: { totp_enabled: false },
  })
  expect(await operator.signIn()).toMatchObject({ status: 200 })
})

test('an operator who must have a second factor can do nothing but set it up, and cannot remove it; an admin takes a lost one off', async () => {
  const [operator, supervisor, admin] = [await account(), await account('supervisor'), await account('admin')]
  const required = await supervisor.post(`/internal/operators/${operator.id}/require-totp`, { required: true })
  expect(required).toMatchObject({ status: 200, body: { totp_required: true, totp_enabled: false } })
  expect(await operator.signIn()).toMatchObject({ status: 200, body: { duties: ['totp_setup_required'] } })
  expect(await operator.get('/internal/config')).toMatchObject({ status: 403, body: { code: 'totp_setup_required' } })
  const secret = await withTotp(operator)
  expect(await operator.get('/internal/config')).toMatchObject({ status: 200 })
  expect(await operator.post('/internal/me/totp/remove', { password, totp: codeOf(secret) })).toMatchObject({
    status: 409,
    body: { code: 'totp_obligatory' },
  })
  expect(await supervisor.post(`/internal/operators/${operator.id}/reset-totp`, { reason: 'hilang' })).toMatchObject({
    status: 403,
  })
  expect(await admin.post(`/internal/operators/${operator.id}/reset-totp`, { reason: 'hilang' })).toMatchObject({ status: 200 })
  expect((await operator.get('/internal/me')).status).toBe(401)
  expect(await operator.signIn()).toMatchObject({ body: { duties: ['totp_setup_required'] } })
  expect(await supervisor.post(`/internal/operators/${admin.id}/require-totp`, { required: true })).toMatchObject({
    status: 403,
  })
})

test('guesses at an account have to wait longer and longer, also many at once, and an unknown email is answered alike', async () => {
  const operator = await account()
  const guess = (who: object, address: string) => operator.signIn({ password: 'tebakan', ...who }, address)
  const known = await Promise.all(Array.from({ length: 12 }, (_, n) => guess({}, `10.1.0.${n}`)))
  const unknown = await Promise.all(Array.from({ length: 12 }, (_, n) => guess({ email: 'siapa@bestie.test' }, `10.2.0.${n}`)))
  for (const answers of [known, unknown]) {
    expect(answers.filter((answer) => answer.body.code === 'credentials_invalid')).toHaveLength(5)
    expect(answers.filter((answer) => answer.body.code === 'rate_limited')).toHaveLength(7)
  }
  await world.sql("update sign_in_guesses set blocked_until = now() + interval '1 minute' where subject = $1", [
    `account:${operator.email}`,
  ])
  expect(await operator.signIn()).toMatchObject({ status: 429, body: { retry_after_seconds: expect.any(Number) } })
  const [waits, subject] = [[] as unknown[], 'account:siapa@bestie.test']
  for (let round = 0; round < 4; round += 1) {
    await world.sql('update sign_in_guesses set blocked_until = now() where subject = $1', [subject])
    expect(await guess({ email: 'siapa@bestie.test' }, '10.2.1.1')).toMatchObject({ body: { code: 'credentials_invalid' } })
    const [row] = await world.sql(
      'select round(extract(epoch from blocked_until - last_failed_at))::integer as wait from sign_in_guesses where subject = $1',
      [subject],
    )
    waits.push(row?.wait)
  }
  expect(waits).toEqual([60, 120, 240, 480])
  await world.sql('update sign_in_guesses set blocked_until = now() where subject = $1', [`account:${operator.email}`])
  expect(await operator.signIn()).toMatchObject({ status: 200 })
  expect(await world.sql('select from sign_in_guesses where subject = $1', [`account:${operator.email}`])).toEqual([])
})

test('after a day without a try the guesses of before count for nothing, also before a sweep has forgotten them', async () => {
  const { email, signIn } = await account()
  await world.sql(
    `insert into sign_in_guesses (subject, failures, last_failed_at)
    select subject, 40, now() - interval '25 hours' from unnest($1::text[]) subject`,
    [[`account:${email}`, `address:10.0.0.${addresses}`]],
  )
  for (let times = 0; times < 4; times += 1)
    expect(await signIn({ password: 'tebakan' })).toMatchObject({ body: { code: 'credentials_invalid' } })
  expect(await signIn()).toMatchObject({ status: 200 })
})

test('one address cannot go through many accounts', async () => {
  const operator = await account()
  const answers = []
  for (let n = 0; n < 22; n += 1) answers.push(await operator.signIn({ email: `orang${n}@bestie.test` }, '10.3.0.1'))
  expect(answers.map((answer) => answer.body.code)).toEqual([
    ...Array(20).fill('credentials_invalid'),
    ...Array(2).fill('rate_limited'),
  ])
})

test('a try that has to wait is no guess: neither the others of an office wait for it, nor the account of somebody elsewhere', async () => {
  const [forgetful, colleague] = [await account(), await account()]
  const again = (times: number, who: Account, more: object, address: string) =>
    Promise.all(Array.from({ length: times }, () => who.signIn({ password: 'tebakan', ...more }, address)))
  for (let round = 0; round < 6; round += 1) await again(5, forgetful, {}, '10.4.0.1')
  expect(await forgetful.signIn({}, '10.4.0.1')).toMatchObject({ status: 429 })
  expect(await colleague.signIn({}, '10.4.0.1')).toMatchObject({ status: 200 })
  for (let n = 0; n < 5; n += 1) await again(4, colleague, { email: `orang${n}@kantor.test` }, '10.4.0.2')
  for (let round = 0; round < 2; round += 1) await again(5, colleague, {}, '10.4.0.2')
  expect(await colleague.signIn({}, '10.4.0.2')).toMatchObject({ status: 429 })
  expect(await colleague.signIn()).toMatchObject({ status: 200 })
})

test('one’s sessions can be seen and ended, a colleague’s cannot; a changed password ends all but this one', async () => {
  const [operator, colleague] = [await account(), await account()]
  const here = (await operator.signIn()).body.token
  const there = (await operator.signIn()).body.token
  const { items } = (await as(here, 'GET', '/internal/me/sessions')).body
  expect(items).toHaveLength(3)
  expect(items.filter((session: { is_current: boolean }) => session.is_current)).toMatchObject([
    { address: expect.any(String), user_agent: 'node', last_used_at: expect.any(String) },
  ])
  const other = items.find(
    (session: { is_current: boolean; user_agent: string | null }) => !session.is_current && session.user_agent,
  )
  expect((await as(colleague.token, 'DELETE', `/internal/me/sessions/${other.id}`)).status).toBe(404)
  expect((await as(here, 'DELETE', `/internal/me/sessions/${other.id}`)).body.items).toHaveLength(2)
  expect((await as(there, 'GET', '/internal/me')).status).toBe(401)
  const third = (await operator.signIn()).body.token
  const change = (body: object) => as(here, 'POST', '/internal/me/password', body)
  expect(await change({ password, new_password: 'pendek' })).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
  expect(await change({ password: 'salah', new_password: 'sandi yang baru sekali' })).toMatchObject({
    body: { code: 'password_wrong' },
  })
  expect(await change({ password, new_password: 'sandi yang baru sekali' })).toMatchObject({ status: 200 })
  expect((await as(third, 'GET', '/internal/me')).status).toBe(401)
  expect((await as(here, 'GET', '/internal/me')).status).toBe(200)
  expect((await operator.signIn()).status).toBe(401)
  expect((await operator.signIn({ password: 'sandi yang baru sekali' })).status).toBe(200)
})

test('an admin takes a colleague in with a one-time password, gives another rank, and shows them out', async () => {
  const [admin, supervisor] = [await account('admin'), await account('supervisor')]
  const wish = { email: 'Baru@bestie.test', role: 'operator' }
  expect((await supervisor.post('/internal/operators', wish)).status).toBe(403)
  const made = await admin.post('/internal/operators', wish)
  expect(made).toMatchObject({ status: 200, body: { email: 'baru@bestie.test', role: 'operator', disabled_at: null } })
  expect(await admin.post('/internal/operators', wish)).toMatchObject({ status: 409, body: { code: 'operator_exists' } })
  const once = { email: 'baru@bestie.test', password: made.body.one_time_password }
  const signedIn = await admin.signIn(once)
  expect(signedIn.body.duties).toEqual(['password_change_required'])
  const { token } = signedIn.body
  expect(await as(token, 'GET', '/internal/config')).toMatchObject({ status: 403, body: { code: 'password_change_required' } })
  const body = { password: once.password, new_password: 'sandi milik sendiri' }
  expect((await as(token, 'POST', '/internal/me/password', body)).body.duties).toEqual([])
  expect((await as(token, 'GET', '/internal/operators')).status).toBe(403)
  const person = `/internal/operators/${made.body.id}`
  expect((await admin.patch(person, { role: 'supervisor' })).body.role).toBe('supervisor')
  expect((await as(token, 'GET', '/internal/operators')).status).toBe(200)
  expect((await admin.post(`${person}/disable`, { reason: 'pindah' })).body.disabled_at).not.toBeNull()
  expect((await as(token, 'GET', '/internal/me')).status).toBe(401)
  const again = { email: once.email, password: 'sandi milik sendiri' }
  expect(await admin.signIn(again)).toMatchObject({ status: 401, body: { code: 'credentials_invalid' } })
  expect((await admin.post(`${person}/enable`, { reason: 'kembali' })).status).toBe(200)
  expect((await admin.signIn(again)).status).toBe(200)
  const reset = await admin.post(`${person}/reset-password`, { reason: 'lupa' })
  expect(await admin.signIn({ ...again, password: reset.body.one_time_password })).toMatchObject({
    body: { duties: ['password_change_required'] },
  })
  expect(await admin.patch(`/internal/operators/${admin.id}`, { role: 'operator' })).toMatchObject({
    status: 409,
    body: { code: 'oneself' },
  })
  expect(
    (
      await world.sql("select action, actor_id, address from audit_log where subject = $1 and actor_role = 'admin' order by id", [
        `operators/${made.body.id}`,
      ])
    ).map((line) => [line.action, line.actor_id, line.address]),
  ).toEqual(
    ['create_operator', 'change_role', 'disable_operator', 'enable_operator', 'reset_password'].map((action) => [
      action,
      admin.id,
      '127.0.0.1',
    ]),
  )
})
