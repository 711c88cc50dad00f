import { afterEach, expect, it, vi } from 'vitest'
import { createApi, isUnanswered } from './api'
import type { SessionStore } from './session'

afterEach(() => vi.unstubAllGlobals())

/** The problem that a command's caller gets from this answer, or when none comes. */
async function problemOf(answer: Response | Error) {
  vi.stubGlobal('fetch', async () => {
    if (answer instanceof Error) throw answer
    return answer
  })
  const api = createApi({ baseUrl: 'https://bestie.test', session: { get: () => null } as SessionStore })
  return await api.post('/api/client/payments/p1/confirm').catch((problem: unknown) => problem)
}
const refusal = (status: number, code: string) => Response.json({ code, state: 'confirmed' }, { status })
const proxy = (status: number) => new Response('<html><h1>Bad Gateway</h1></html>', { status })

it('without an answer, or with a failure instead of one, whether a command took effect is unknown', async () => {
  const failures = [
    new TypeError('Failed to fetch'),
    refusal(500, 'internal'),
    refusal(503, 'unavailable'),
    proxy(502),
    proxy(504),
  ]
  for (const answer of [...failures, refusal(429, 'rate_limited')]) expect(isUnanswered(await problemOf(answer))).toBe(true)
})

it('a refusal is an answer, also one that another server caused', async () => {
  for (const answer of [refusal(409, 'payment_not_pending'), refusal(502, 'payment_failed'), refusal(404, 'not_found')])
    expect(isUnanswered(await problemOf(answer))).toBe(false)
  expect(await problemOf(refusal(409, 'payment_not_pending'))).toMatchObject({ state: 'confirmed' })
})

it('a question can be taken back, and silence ends, also on a phone of 2023, whose browser joins no signals', async () => {
  vi.stubGlobal('AbortSignal', { timeout: AbortSignal.timeout.bind(AbortSignal) })
  vi.stubGlobal('fetch', (_: string, { signal }: { signal: AbortSignal }) => {
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  })
  const api = createApi({ baseUrl: 'https://bestie.test', session: { get: () => null } as SessionStore })
  const takenBack = new AbortController()
  const answers = [
    api.get('/api/client/mitra-availability', { signal: takenBack.signal }),
    api.get('/api/client/mitra-availability', { signal: new AbortController().signal, timeout: 1 }),
  ]
  takenBack.abort()
  for (const answer of answers) await expect(answer).rejects.toMatchObject({ code: 'network' })
})

it('what comes after its asker has signed out, an answer or none, reaches nobody and is not repeated as the next one', async () => {
  const signIn = (token: string) => ({ token, user: { id: token, role: 'customer' as const } })
  let current: ReturnType<typeof signIn> | null = null
  const api = createApi({ baseUrl: 'https://bestie.test', session: { get: () => current } as SessionStore })
  for (const next of [null, signIn('dimas')]) {
    for (const answer of [Response.json({ call_name: 'Rani' }), new TypeError('Failed to fetch')]) {
      current = signIn('rani')
      vi.stubGlobal('fetch', async () => {
        current = next
        if (answer instanceof Error) throw answer
        return answer
      })
      await expect(api.patch('/api/me', { language: 'en' })).rejects.toMatchObject({ code: 'unauthenticated', status: 401 })
    }
  }
})
