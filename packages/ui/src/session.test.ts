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
  expect(session.hasEnded()).toBe(false)
})

it('a sign-in that the server ended is told from a sign-out, also after a reload; a new one is not touched', () => {
  const storage = new Storage()
  vi.stubGlobal('localStorage', storage)
  const session = createSession('bestie.customer')
  session.signIn({ token: 'new', user: { id: 'ani', role: 'customer' } })
  session.end('old')
  expect(session.get()).not.toBeNull()
  storage.setItem(unsentKey('bestie.customer', 'draft', 'ani', 'a'), 'x')
  session.end('new')
  for (const store of [session, createSession('bestie.customer')]) {
    expect(store.get()).toBeNull()
    expect(store.hasEnded()).toBe(true)
  }
  expect(Object.keys(storage)).toEqual(['bestie.customer.session'])
  // A refusal that comes after the sign-out changes nothing.
  session.signIn({ token: 'next', user: { id: 'ani', role: 'customer' } })
  session.signOut()
  session.end('next')
  expect(session.hasEnded()).toBe(false)
})
