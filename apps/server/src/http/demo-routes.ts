import { signedIn } from '@bestie/contracts/auth'
import { demoSignInBody, offeredPeople } from '@bestie/contracts/demo'
import { z } from 'zod'
import { findOperator, findPerson } from '../auth/people'
import type { Ctx } from '../ctx'
import { demoPeople } from '../demo-world'
import { Refusal } from '../refusal'
import type { BestieHttp } from './server'

const config = { access: 'anyone' } as const

/** One-click sign-in for the people of the demo world who belong on this port. Mounted only in a demo. */
export function demoSignInRoutes(ctx: Ctx, app: BestieHttp, roles: readonly string[]): void {
  const here = demoPeople.filter((person) => roles.includes(person.role))
  app.get('/dev/people', { config, schema: { response: { 200: offeredPeople } } }, () => ({ people: here }))
  app.post('/dev/sign-in', { config, schema: { body: demoSignInBody, response: { 200: signedIn } } }, async (request) => {
    const person = here.find((candidate) => candidate.destination === request.body.destination)
    if (person === undefined) throw new Refusal('not_found')
    const user = (await findPerson(ctx.db, person.destination)) ?? (await findOperator(ctx.db, person.destination))
    if (user === undefined) throw new Refusal('not_found')
    return { token: await ctx.tokens.issue(user, request.headers['user-agent']), user }
  })
}

const outboxItem = z.object({ to: z.string(), code: z.string().optional(), text: z.string(), at: z.string() })

/** What would have been sent to people: as JSON, newest first, and as a page. Not mounted in production. */
export function outboxRoutes(ctx: Ctx, app: BestieHttp): void {
  const read = async (to: string | undefined) => {
    const rows = await ctx.db
      .selectFrom('dev_outbox')
      .select(['destination', 'code', 'text', 'created_at'])
      .$if(to !== undefined, (query) => query.where('destination', '=', normalised(to as string)))
      .orderBy('id', 'desc')
      .limit(100)
      .execute()
    return rows.map((row) => ({
      to: row.destination,
      ...(row.code === null ? {} : { code: row.code }),
      text: row.text,
      at: row.created_at.toISOString(),
    }))
  }
  app.get(
    '/dev/outbox',
    { config, schema: { querystring: z.object({ to: z.string().max(254).optional() }), response: { 200: z.array(outboxItem) } } },
    async (request, reply) => {
      const items = await read(request.query.to)
      if (!request.headers.accept?.includes('text/html')) return items
      return reply
        .type('text/html; charset=utf-8')
        .serializer(String)
        .send(page(items) as never)
    },
  )
}

/** As it is stored: an email in lower case; a phone with its `+`, which an address bar turns into a space, and 62 for a leading 0. */
const normalised = (to: string): string => (/^ ?\d/.test(to) ? `+${to.trim().replace(/^0/, '62')}` : to.toLowerCase())

const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)

function page(items: z.infer<typeof outboxItem>[]): string {
  const rows = items.map(
    (item) => `<tr><td>${escaped(item.at)}</td><td>${escaped(item.to)}</td><td>${escaped(item.text)}</td></tr>`,
  )
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Outbox</title><meta name="viewport" content="width=device-width">
<style>body{font:1rem/1.5 system-ui,sans-serif;margin:2rem}td,th{padding:.4rem .8rem;border-bottom:1px solid #ddd;text-align:left}</style></head>
<body><h1>Outbox</h1><p>What would have been sent, newest first.</p><table><thead><tr><th>When</th><th>To</th><th>Text</th></tr></thead>
<tbody>${rows.join('') || '<tr><td colspan="3">Nothing yet.</td></tr>'}</tbody></table></body></html>`
}
