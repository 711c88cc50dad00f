import { startRedis, type TestRedis } from '@bestie/dev-world/redis'
import { bootWorld, openInstance, type World } from '@bestie/dev-world/world'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

let world: World
let redis: TestRedis | undefined
let others: Awaited<ReturnType<typeof openInstance>>[]
beforeEach(() => {
  others = []
})
afterEach(async () => {
  for (const other of others) await other.stop()
  await world.stop()
  await redis?.stop()
  redis = undefined
})

const phones = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => `+62811${String(1_000_000 + from + index)}`)

/** Sends one request to an instance, as if through a proxy from `address`. */
async function post(url: string, path: 'request' | 'verify', body: object, address?: string) {
  const answer = await fetch(`${url}/api/auth/otp/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(address !== undefined && { 'x-forwarded-for': address }) },
    body: JSON.stringify(body),
  })
  return { status: answer.status, retryAfter: answer.headers.get('retry-after'), body: await answer.json() }
}
const accepted = (answers: { status: number }[]) => answers.filter(({ status }) => status === 202).length
const sent = async () => ((await world.sql('select count(*)::integer as count from dev_outbox')) as [{ count: number }])[0].count

describe('over two instances with Valkey', () => {
  let urls: [string, string]
  beforeEach(async () => {
    redis = await startRedis()
    world = await bootWorld({ valkeyUrl: redis.url })
    others = [await openInstance(world, { valkeyUrl: redis.url })]
    urls = [world.url, (others[0] as { url: string }).url]
  })
  const setEverywhere = async (key: string, value: number) => {
    await world.set(key, value)
    await others[0]?.ctx.settings.reload()
  }

  test('one address asks for so many codes, another for its own, and the refusal says how long to wait', async () => {
    await setEverywhere('codes_per_address_in_10_minutes', 12)
    const answers = await Promise.all(
      phones(40).map((phone, index) => post(urls[index % 2] as string, 'request', { phone }, '203.0.113.7')),
    )
    expect(accepted(answers)).toBe(12)
    expect(await sent()).toBe(12)
    const refused = await post(urls[0], 'request', { phone: '+628119999999' }, '203.0.113.7')
    expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited', retry_after_seconds: expect.any(Number) } })
    expect(Number(refused.retryAfter)).toBe(refused.body.retry_after_seconds)
    expect(Number(refused.retryAfter)).toBeGreaterThan(500)
    expect((await post(urls[1], 'request', { phone: '+628119999999' }, '203.0.113.8')).status).toBe(202)
  })

  test('one number gets five codes in ten minutes, whoever asks, wherever, and however many at once', async () => {
    const phone = '+628117777777'
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) => post(urls[index % 2] as string, 'request', { phone }, `203.0.113.${index}`)),
    )
    expect(accepted(answers)).toBe(5)
    const { retryAfter, body } = answers.find(({ status }) => status === 429) as (typeof answers)[number]
    expect(body.retry_after_seconds).toBeGreaterThan(500)
    expect(Number(retryAfter)).toBe(body.retry_after_seconds)
  })

  test('all codes of a day are capped, and a person who was refused for another reason takes none of them', async () => {
    await setEverywhere('codes_per_day', 100)
    const [phone] = phones(1) as [string]
    for (let times = 0; times < 20; times += 1) await post(urls[times % 2] as string, 'request', { phone })
    const answers = await Promise.all(
      phones(110, 50).map((each, index) => post(urls[index % 2] as string, 'request', { phone: each }, `203.0.113.${index}`)),
    )
    expect(accepted(answers)).toBe(95)
    expect(await sent()).toBe(100)
    expect((await post(urls[0], 'request', { email: 'nobody@example.test' })).status).toBe(429)
  })

  test('one network has a quarter of a day’s codes at most, and leaves the rest to everybody else', async () => {
    await setEverywhere('codes_per_day', 100)
    const ask = (phone: string, index: number, address: string) => post(urls[index % 2] as string, 'request', { phone }, address)
    const greedy = await Promise.all(phones(60, 200).map((phone, index) => ask(phone, index, '203.0.113.7')))
    expect(accepted(greedy)).toBe(25)
    expect(greedy.find(({ status }) => status === 429)).toMatchObject({ body: { code: 'rate_limited' } })
    expect((await ask('+628111999999', 0, '203.0.113.8')).status).toBe(202)
  })

  test('a person who is refused because the day is used up has used nothing of their network’s share', async () => {
    await setEverywhere('codes_per_day', 100)
    const ask = (first: number, count: number, address: (index: number) => string) =>
      Promise.all(
        phones(count, first).map((phone, index) => post(urls[index % 2] as string, 'request', { phone }, address(index))),
      )
    expect(accepted(await ask(300, 100, (index) => `203.0.113.${index}`))).toBe(100)
    expect(accepted(await ask(400, 25, () => '198.51.100.7'))).toBe(0)
    await setEverywhere('codes_per_day', 200)
    expect(accepted(await ask(500, 40, () => '198.51.100.7'))).toBe(40)
  })

  test('one address guesses so many codes; right ones do not count', async () => {
    await setEverywhere('wrong_codes_per_address_in_10_minutes', 10)
    for (const [index, phone] of phones(15).entries()) {
      const url = urls[index % 2] as string
      await post(url, 'request', { phone }, '203.0.113.7')
      const [{ code }] = (await world.sql('select code from dev_outbox where destination = $1', [phone])) as [{ code: string }]
      expect((await post(url, 'verify', { phone, code }, '203.0.113.7')).status).toBe(200)
    }
    const guesses = await Promise.all(
      phones(30, 100).map((phone, index) => post(urls[index % 2] as string, 'verify', { phone, code: '123456' }, '203.0.113.7')),
    )
    expect(guesses.filter(({ status }) => status === 400)).toHaveLength(10)
    expect(guesses.filter(({ status }) => status === 429)).toHaveLength(20)
    expect((await post(urls[0], 'verify', { phone: '+628111000100', code: '123456' }, '203.0.113.9')).status).toBe(400)
  })
})

describe('who an address belongs to', () => {
  const tenCodesEach = () => world.set('codes_per_address_in_10_minutes', 10)

  test('what a client claims in X-Forwarded-For counts for nothing when no trusted proxy says it', async () => {
    world = await bootWorld({ trustedProxies: ['10.0.0.0/8'] })
    await tenCodesEach()
    const answers = await Promise.all(
      phones(20).map((phone, index) => post(world.url, 'request', { phone }, `198.51.100.${index}`)),
    )
    expect(accepted(answers)).toBe(10)
  })

  test('what stands in X-Forwarded-For before what the proxy added counts for nothing', async () => {
    world = await bootWorld()
    await tenCodesEach()
    const answers = await Promise.all(
      phones(20).map((phone, index) => post(world.url, 'request', { phone }, `198.51.100.${index}, 203.0.113.7`)),
    )
    expect(accepted(answers)).toBe(10)
  })

  test('the other addresses of one IPv6 subscriber count as one', async () => {
    world = await bootWorld()
    await tenCodesEach()
    const answers = await Promise.all(
      phones(20).map((phone, index) => post(world.url, 'request', { phone }, `2001:db8:1:2::${index.toString(16)}`)),
    )
    expect(accepted(answers)).toBe(10)
  })
})

test('a few hundred people sign in from one address within minutes', async () => {
  world = await bootWorld()
  const answers = await Promise.all(phones(300).map((phone) => post(world.url, 'request', { phone })))
  expect(accepted(answers)).toBe(300)
})
