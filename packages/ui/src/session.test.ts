import { afterEach, expect, it, vi } from 'vitest'
import { createSession } from './session'
import { unsentKey } from './unsent'

/** Like a browser's: the stored items are its own keys. */
class Storage {
  [key: string]: unknown
  getItem(key: string) {
    return this[key] ?? null
  }
  setItem(key: string, value: string) {
    this[key] = value
  }
  removeItem(key: string) {
    delete this[key]
  }
}

afterEach(() => vi.unstubAllGlobals())

it('what somebody wrote and had not sent goes with their sign-in, and nothing else', () => {
  const storage = new Storage()
  vi.stubGlobal('localStorage', storage)
  const session = createSession('bestie.customer')
  session.signIn({ token: 't', user: { id: 'ani', role: 'customer' } })
  for (const kind of ['draft', 'outbox', 'goodbye'] as const) storage.setItem(unsentKey('bestie.customer', kind, 'ani', 'a'), 'x')
  const others = [
    unsentKey('bestie.customer', 'draft', 'budi', 'a'),
    unsentKey('bestie.mitra', 'draft', 'ani', 'a'),
    'bestie.customer.language',
  ]
  for (const key of others) storage.setItem(key, 'x')
  session.signOut()
  expect(Object.keys(storage)).toEqual(others)
  expect(session.get()).toBeNull()
})
