import { readFile } from 'node:fs/promises'
import { ask } from '@bestie/dev-world/ask'
import { bootWorld, type World } from '@bestie/dev-world/world'
import { afterAll, beforeAll, expect, test } from 'vitest'

interface Route {
  method: string
  path: string
  rank: string
}

let world: World
let routes: Route[]
beforeAll(async () => {
  world = await bootWorld()
  const table = await readFile(new URL('../../../../../docs/internal-api.md', import.meta.url), 'utf8')
  routes = [...table.matchAll(/^\| `(\w+) ([^`]+)`(?:, `…(\/\w+)`)? \| (\w+) \|/gm)].flatMap(
    ([, method = '', path = '', sibling, rank = '']) => {
      const route = { method, path, rank }
      return sibling === undefined ? [route] : [route, { ...route, path: path.replace(/\/\w+$/, sibling) }]
    },
  )
})
afterAll(() => world.stop())

test('the published table names every internal route', async () => {
  const { paths } = (await ask(`${world.internalUrl}/openapi.json`, 'GET')).body
  const served = Object.entries(paths as Record<string, object>)
    .filter(([path]) => path.startsWith('/internal/'))
    .flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    )
  expect(routes.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(served.sort())
})

test('a route lets its rank and those above in, and nobody else', async () => {
  const ranks = ['operator', 'supervisor', 'admin'] as const
  const tokens = Object.fromEntries(
    await Promise.all(ranks.map(async (rank) => [rank, (await world.operator(rank)).token] as const)),
  )
  const others = [(await world.customer()).token, (await world.mitra()).token]
  for (const { method, path, rank } of routes.filter((route) => route.rank !== 'anyone' && !route.path.endsWith('/sign-out'))) {
    const statusFor = async (token?: string) => {
      const url = `${world.internalUrl}${path.replace(':id', '01900000-0000-7000-8000-000000000000').replace(':key', 'x')}`
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
      const answer = await fetch(url, { method, headers })
      await answer.text()
      return answer.status
    }
    expect({ method, path, status: await statusFor() }).toEqual({ method, path, status: 401 })
    for (const token of others) expect({ method, path, status: await statusFor(token) }).toEqual({ method, path, status: 403 })
    for (const held of ranks) {
      const may = ranks.indexOf(held) >= ranks.indexOf(rank as (typeof ranks)[number])
      const status = await statusFor(tokens[held])
      expect({ method, path, held, refused: status === 403 || status === 401 }).toEqual({ method, path, held, refused: !may })
    }
  }
})
