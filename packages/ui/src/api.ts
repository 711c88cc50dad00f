import type { Problem } from '@bestie/contracts/errors'
import { defangAll } from './defang'
import type { ProblemCode } from './problem/texts'
import { noteServerTime } from './server-clock'
import type { SessionStore } from './session'

/** Why a request failed. `network` means that no answer came: whether the request took effect is unknown. */
export class ApiProblem extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly status = 0,
    readonly problem: Partial<Problem> = {},
  ) {
    super(code)
    this.name = 'ApiProblem'
  }

  /** The resource's current state, on a 409. */
  get state(): string | undefined {
    return this.problem.state
  }
}

const unanswered: ReadonlySet<string> = new Set<ProblemCode>(['network', 'unavailable', 'internal', 'rate_limited'])

/**
 * Whether this problem leaves open if the command took effect, or still will: a refusal does
 * not. Then the same command is sent again, never another one beside it.
 */
export const isUnanswered = (problem: unknown): boolean => problem instanceof ApiProblem && unanswered.has(problem.code)

type Options = {
  /** Idempotency-Key: a retry with the same key has one effect. */
  key?: string
  /** In ms; 10 s without it. */
  timeout?: number
  signal?: AbortSignal
  /** The answer is saved as a file and not shown: its texts stay as they are stored. */
  isSaved?: boolean
}

export type Api = {
  get<Answer>(path: string, options?: Options): Promise<Answer>
  /** Reads an answer that is not JSON, unchanged. */
  text(path: string, options?: Options): Promise<string>
  post<Answer>(path: string, body?: unknown, options?: Options): Promise<Answer>
  patch<Answer>(path: string, body: unknown, options?: Options): Promise<Answer>
  delete<Answer>(path: string, body: unknown, options?: Options): Promise<Answer>
}

/** The server's HTTP API: bearer token, problem details, a time limit, the server's clock. */
export function createApi({ baseUrl, session }: { baseUrl: string; session: SessionStore }): Api {
  /** Whoever signs in next on this device must neither see the answer nor repeat the command. */
  const hasLeft = (token: string | undefined) => session.get()?.token !== token
  const left = new ApiProblem('unauthenticated', 401)

  async function request(method: string, path: string, body: unknown, options: Options): Promise<string> {
    const token = session.get()?.token
    const headers = new Headers({ accept: 'application/json' })
    if (token) headers.set('authorization', `Bearer ${token}`)
    if (options.key) headers.set('idempotency-key', options.key)
    if (body !== undefined) headers.set('content-type', 'application/json')

    const timeout = AbortSignal.timeout(options.timeout ?? 10_000)
    const signal = options.signal ? firstOf(options.signal, timeout) : timeout
    const sentAt = Date.now()
    let response: Response
    let text: string
    try {
      response = await fetch(baseUrl + path, {
        method,
        headers,
        signal,
        cache: 'no-store',
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      noteServerTime(Number.parseFloat(response.headers.get('x-server-time') ?? ''), sentAt, Date.now())
      text = await response.text()
    } catch {
      throw hasLeft(token) ? left : new ApiProblem('network')
    }

    if (hasLeft(token)) throw left
    if (response.ok) return text
    const problem = defangAll(parse(text) ?? {}) as Partial<Problem>
    if (problem.code === 'unauthenticated') session.end(token)
    throw new ApiProblem(problem.code ?? (response.status < 500 ? 'invalid_request' : 'unavailable'), response.status, problem)
  }

  async function command<Answer>(method: string, path: string, body: unknown, options: Options = {}): Promise<Answer> {
    const answer = parse(await request(method, path, body, options))
    return (options.isSaved ? answer : defangAll(answer)) as Answer
  }

  return {
    get: (path, options) => command('GET', path, undefined, options),
    text: (path, options = {}) => request('GET', path, undefined, options),
    post: (path, body, options) => command('POST', path, body, options),
    patch: (path, body, options) => command('PATCH', path, body, options),
    delete: (path, body, options) => command('DELETE', path, body, options),
  }
}

/** Aborts with the first of these. By hand: `AbortSignal.any` is younger than the browsers that the apps are built for. */
function firstOf(...signals: AbortSignal[]): AbortSignal {
  const either = new AbortController()
  for (const signal of signals) signal.addEventListener('abort', () => either.abort(), { signal: either.signal })
  return either.signal
}

function parse(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
