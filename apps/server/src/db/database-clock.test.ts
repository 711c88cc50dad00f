import { startRole } from '@bestie/dev-world/process'
import { shiftedClock } from '@bestie/dev-world/shifted-clock'
import { bootWorld } from '@bestie/dev-world/world'
import { expect, test } from 'vitest'

test('a process whose own clock is five minutes off tells apps the time by which deadlines are kept', async () => {
  const world = await bootWorld()
  const shifted = await startRole('public', { DATABASE_URL: world.databaseUrl, ...shiftedClock('+5m') })
  const { headers } = await fetch(`${shifted.url}/health`)
  expect(Math.abs(Number(headers.get('x-server-time')) - Date.now())).toBeLessThan(60_000)
  expect(await shifted.end('SIGTERM')).toBe(0)
  await world.stop()
})
