import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ask } from '@bestie/dev-world/ask'
import { statementsOf } from '@bestie/dev-world/statements'
import { bootWorld, type World } from '@bestie/dev-world/world'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { newCode } from './request-code'

let world: World
beforeAll(async () => {
  world = await bootWorld()
  await world.stopWorker()
})
afterAll(() => world.stop())

/** The answer without what always differs from one to the next, and the work done for it. */
async function attempt(path: string, body: object) {
  const sent = vi.spyOn(world.ctx.codeSender, 'send')
  let answer: unknown
  const statements = await statementsOf(async () => {
    const response = await fetch(`${world.url}/api/auth/otp/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const passing = ['date', 'x-request-id', 'x-server-time']
    const headers = [...response.headers].filter(([name]) => !passing.includes(name))
    answer = { status: response.status, headers, body: await response.json() }
  })
  const calls = sent.mock.calls.length
  sent.mockRestore()
  return { answer, statements, calls }
}

async function known(): Promise<{ phone: string; email: string }> {
  const { id, contact: phone } = await world.customer('Rani')
  const email = `${id}@example.test`
  await world.sql('update customers set email = $2 where id = $1', [id, email])
  return { phone, email }
}

test('asking for a code is answered alike, with the same work, whether or not there is an account', async () => {
  const { phone, email } = await known()
  const ofKnown = [await attempt('request', { phone }), await attempt('request', { email })]
  const ofUnknown = [
    await attempt('request', { phone: '+628119990001' }),
    await attempt('request', { email: 'nobody@example.test' }),
  ]
  expect(ofUnknown).toEqual(ofKnown)
  expect(ofKnown.map(({ calls }) => calls)).toEqual([1, 1])
  expect(ofKnown.every(({ statements }) => statements.length >= 3)).toBe(true)
  expect(await world.sql("select code from dev_outbox where destination = 'nobody@example.test'")).toEqual([])
})

test('a wrong code is answered alike, with the same work', async () => {
  const { phone, email } = await known()
  for (const body of [{ phone }, { email }, { phone: '+628119990002' }, { email: 'no@example.test' }])
    await ask(`${world.url}/api/auth/otp/request`, 'POST', {}, body)
  const ofKnown = [await attempt('verify', { phone, code: '000000' }), await attempt('verify', { email, code: '000000' })]
  const ofUnknown = [
    await attempt('verify', { phone: '+628119990002', code: '000000' }),
    await attempt('verify', { email: 'no@example.test', code: '000000' }),
    await attempt('verify', { phone: '+628119990003', code: '000000' }),
  ]
  expect([...new Set([...ofKnown, ...ofUnknown].map((each) => JSON.stringify(each)))]).toHaveLength(1)
})

test('a code opens only what it was sent to, and only the newest counts', async () => {
  const [one, other] = ['+628119990004', '+628119990005']
  const codeOf = async (phone: string) => {
    await ask(`${world.url}/api/auth/otp/request`, 'POST', {}, { phone })
    const [{ code }] = (await world.sql('select code from dev_outbox where destination = $1 order by id desc limit 1', [
      phone,
    ])) as [{ code: string }]
    return code
  }
  const verify = (phone: string, code: string) => ask(`${world.url}/api/auth/otp/verify`, 'POST', {}, { phone, code })
  const first = await codeOf(one)
  await codeOf(other)
  // The hashes differ even where the digits are the same.
  await world.sql(
    'update sign_in_codes set code_hash = (select code_hash from sign_in_codes where destination = $1) where destination = $2',
    [one, other],
  )
  expect((await verify(other, first)).status).toBe(400)
  let second = await codeOf(one)
  while (second === first) second = await codeOf(one)
  expect((await verify(one, first)).status).toBe(400)
  expect((await verify(one, second)).status).toBe(200)
  expect((await verify(one, second)).status).toBe(400)
})

test('codes are six digits from all of their range, each as likely as another', () => {
  const codes = Array.from({ length: 20_000 }, newCode)
  expect(codes.every((code) => /^\d{6}$/.test(code))).toBe(true)
  for (let place = 0; place < 6; place += 1) {
    const counts = Array.from({ length: 10 }, (_, digit) => codes.filter((code) => code[place] === String(digit)).length)
    // 2,000 each, within seven standard deviations.
    for (const count of counts) expect(Math.abs(count - 2_000)).toBeLessThan(300)
  }
})

test('no secret is made by Math.random, which can be predicted: it only spreads work and names processes', () => {
  const root = join(import.meta.dirname, '..')
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
  )
  const using = files.filter((name) => readFileSync(join(root, name), 'utf8').includes('Math.random'))
  expect(using.sort()).toEqual(['bus/database-transport.ts', 'realtime/realtime.ts'])
})
