import { isStorableText } from '@bestie/contracts/storable-text'
import { Refusal } from '../refusal'
import type { BestieHttp } from './server'

/** Reads bodies and queries as clients really send them. Refuses `invalid_request` for text that the database cannot store. */
export function readInput(app: BestieHttp): void {
  // Clients send `application/json` out of habit, even without a body.
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === '' ? done(null, undefined) : parseJson(request, body as string, done),
  )
  // Browsers and curl name a type even without a body; a body that is not JSON is refused.
  app.removeContentTypeParser('text/plain')
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) =>
    body === '' ? done(null, undefined) : done(new Refusal('invalid_request', { detail: 'a body is application/json' })),
  )
  app.addHook('preValidation', async (request) => {
    // HTML forms send empty fields: treat them as absent.
    const query = request.query as Record<string, unknown>
    for (const [name, value] of Object.entries(query)) if (value === '') delete query[name]
    for (const part of ['params', 'query', 'body'] as const) {
      if (!isStorable(request[part]))
        throw new Refusal('invalid_request', { fields: [{ path: `/${part}`, message: 'text that cannot be stored' }] })
    }
  })
}

/** Whether the database can store every text in the input, names included; no valid input is nested deeply. */
function isStorable(given: unknown, depth = 0): boolean {
  if (typeof given === 'string') return isStorableText(given)
  if (typeof given !== 'object' || given === null) return true
  return depth < 16 && Object.entries(given).every(([name, value]) => isStorableText(name) && isStorable(value, depth + 1))
}
