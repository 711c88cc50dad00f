import { setTimeout as sleep } from 'node:timers/promises'
import { createTestDatabase } from '@bestie/dev-world/database'
import { startRole } from '@bestie/dev-world/process'
import { startRedis } from '@bestie/dev-world/redis'
import { expect, test } from 'vitest'

test('a Valkey that answers again just after its connection was given up holds up nobody', async () => {
  const [database, redis] = [await createTestDatabase(), await startRedis()]
  // In its own process: a blocked event loop would block this test too.
  const server = await startRole('public', { DATABASE_URL: database.url, VALKEY_URL: redis.url })
  redis.pause()
  // The client gives up 3 to 5 s from here, and tears the connection down 2 s after that.
  await sleep(5_100)
  redis.resume()
  await sleep(1_000)
  const { status } = await fetch(`${server.url}/health`, { signal: AbortSignal.timeout(15_000) })
  expect(status).toBe(200)
  expect(await server.end('SIGTERM')).toBe(0)
  await redis.stop()
  await database.drop()
}, 60_000)
