import Fastify from 'fastify'
import { afterEach, expect, test } from 'vitest'
import { listenOn } from './listen'
import type { BestieHttp } from './server'

const app = Fastify()
afterEach(() => app.close())

test('an address of IPv6 can be called as it is told', async () => {
  app.get('/', () => 'halo')
  const url = await listenOn(app as unknown as BestieHttp, '::1', 0, 'PUBLIC_PORT')
  expect(await (await fetch(url)).text()).toBe('halo')
})
