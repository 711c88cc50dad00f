import { ask } from '@bestie/dev-world/ask'
import { openDevice } from '@bestie/dev-world/device'
import { startRedis, type TestRedis } from '@bestie/dev-world/redis'
import { bootWorld, openInstance, type World } from '@bestie/dev-world/world'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

let world: World
let other: Awaited<ReturnType<typeof openInstance>>
let redis: TestRedis | undefined
const boot = async (env: { valkeyUrl?: string } = {}) => {
  world = await bootWorld(env)
  other = await openInstance(world, env)
}
afterEach(async () => {
  vi.restoreAllMocks()
  await other.stop()
  await world.stop()
  await redis?.stop()
  redis = undefined
})

const asBearer = (token: string) => ({ authorization: `Bearer ${token}` })
const phone = '+628110000555'

/** Signs the customer with this phone in on one more device, as an app does. */
async function signIn(userAgent: string): Promise<string> {
  await ask(`${world.url}/api/auth/otp/request`, 'POST', {}, { phone })
  const [{ code }] = (await world.sql('select code from dev_outbox where destination = $1 order by id desc limit 1', [
    phone,
  ])) as [{ code: string }]
  const answer = await ask(`${world.url}/api/auth/otp/verify`, 'POST', { 'user-agent': userAgent }, { phone, code })
  return answer.body.token
}
const devicesOf = async (token: string) => (await ask(`${world.url}/api/me/devices`, 'GET', asBearer(token))).body.items
const closed = (device: Awaited<ReturnType<typeof openDevice>>) =>
  new Promise<string>((resolve) => device.socket.once('disconnect', resolve))
const statusThere = async (token: string) => (await ask(`${other.url}/api/me`, 'GET', asBearer(token))).status

describe.each([
  ['on the database alone', false],
  ['with Valkey', true],
])('two instances %s', (_, hasValkey) => {
  beforeEach(async () => {
    redis = hasValkey ? await startRedis() : undefined
    await boot(redis ? { valkeyUrl: redis.url } : {})
  })

  test('a device that is signed out elsewhere is out at once, on whatever instance its socket is', async () => {
    const [old, mine] = [await signIn('Old phone'), await signIn('My phone')]
    const socket = await openDevice(other.url, old)
    expect(await statusThere(old)).toBe(200)
    const listed = await devicesOf(mine)
    expect(listed).toMatchObject([
      { user_agent: 'My phone', is_current: true },
      { user_agent: 'Old phone', is_current: false },
    ])
    const over = closed(socket)
    const answer = await ask(`${world.url}/api/me/devices/${listed[1].id}`, 'DELETE', asBearer(mine))
    expect(answer).toMatchObject({ status: 200, body: { items: [{ user_agent: 'My phone' }] } })
    expect(await over).toBe('io server disconnect')
    await expect.poll(() => statusThere(old)).toBe(401)
    await expect(openDevice(other.url, old)).rejects.toMatchObject({ code: 'unauthenticated' })
    expect(await statusThere(mine)).toBe(200)
  })

  test('all others can be signed out together, and one’s own stays', async () => {
    const tokens = [await signIn('One'), await signIn('Two'), await signIn('Three')] as const
    const sockets = await Promise.all([openDevice(world.url, tokens[0]), openDevice(other.url, tokens[1])])
    const mine = await openDevice(other.url, tokens[2])
    const over = Promise.all(sockets.map(closed))
    const answer = await ask(`${world.url}/api/me/devices/sign-out-others`, 'POST', asBearer(tokens[2]))
    expect(answer).toMatchObject({ status: 200, body: { items: [{ user_agent: 'Three', is_current: true }] } })
    await over
    expect(mine.socket.connected).toBe(true)
    mine.close()
  })
})

describe('one’s devices', () => {
  beforeEach(() => boot())

  test('are nobody else’s to see or to end', async () => {
    const mine = await signIn('My phone')
    const [{ id }] = await devicesOf(mine)
    for (const stranger of [await world.customer(), await world.mitra()]) {
      expect((await ask(`${world.url}/api/me/devices/${id}`, 'DELETE', asBearer(stranger.token))).status).toBe(404)
      expect(await devicesOf(stranger.token)).toHaveLength(1)
    }
    expect(await statusThere(mine)).toBe(200)
  })

  test('tell when they were last seen, noted at most every ten minutes', async () => {
    const mine = await signIn('My phone')
    await world.sql("update access_tokens set created_at = now() - interval '3 days'")
    await statusThere(mine)
    await expect.poll(async () => Date.now() - Date.parse((await devicesOf(mine))[0].last_seen_at)).toBeLessThan(60_000)
    expect(Date.parse((await devicesOf(mine))[0].signed_in_at)).toBeLessThan(Date.now() - 2 * 86_400_000)
  })

  test('that are signed out in the very moment in which they connect are out', async () => {
    const old = await signIn('Old phone')
    const { tokens } = other.ctx
    vi.spyOn(tokens, 'recognise').mockImplementationOnce(async (token) => {
      vi.restoreAllMocks()
      const user = await tokens.recognise(token)
      const heard = new Promise<void>((resolve) => tokens.onRevoked(() => resolve()))
      await world.ctx.tokens.revoke(token)
      await heard
      return user
    })
    const { socket } = await openDevice(other.url, old)
    await expect.poll(() => socket.connected).toBe(false)
  })

  test('get no more pushes once they are signed out', async () => {
    const [old, mine] = [await signIn('Old phone'), await signIn('My phone')]
    for (const [name, token] of [
      ['old', old],
      ['mine', mine],
    ] as const) {
      const body = { endpoint: `https://push.example/${name}`, keys: { p256dh: 'p', auth: 'a' } }
      expect((await ask(`${world.url}/api/push/subscriptions`, 'POST', asBearer(token), body)).status).toBe(200)
    }
    await ask(`${world.url}/api/me/devices/sign-out-others`, 'POST', asBearer(mine))
    expect(await world.sql('select endpoint from push_subscriptions')).toEqual([{ endpoint: 'https://push.example/mine' }])
  })

  test('that were signed out while an instance did not hear of it are out once it hears again', async () => {
    const [old, mine] = [await signIn('Old phone'), await signIn('My phone')]
    const socket = await openDevice(other.url, old)
    const over = closed(socket)
    // After such a break the server makes every app reconnect, spread randomly over two seconds: this one last.
    vi.spyOn(Math, 'random').mockReturnValue(0.999)
    // The notification is lost: the token is deleted without the trigger, then the listening connections break.
    await world.sql('alter table access_tokens disable trigger access_tokens_revoked')
    await ask(`${world.url}/api/me/devices/sign-out-others`, 'POST', asBearer(mine))
    await world.sql(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'bestie-listen' and datname = current_database()",
    )
    expect(await over).toBe('io server disconnect')
    expect(await statusThere(old)).toBe(401)
  })
})

test('a token that was signed out is refused by the very next request, in the process that did it', async () => {
  await boot()
  for (let round = 0; round < 30; round += 1) {
    const rani = await world.customer()
    expect((await rani.get('/api/me')).status).toBe(200)
    await rani.post('/api/auth/sign-out')
    expect((await rani.get('/api/me')).status).toBe(401)
  }
  const sari = await world.mitra()
  const second = await world.ctx.tokens.issue({ id: sari.id, role: 'mitra' })
  expect((await ask(`${world.url}/api/me`, 'GET', asBearer(second))).status).toBe(200)
  await sari.post('/api/me/devices/sign-out-others')
  expect((await ask(`${world.url}/api/me`, 'GET', asBearer(second))).status).toBe(401)
})
