import { afterEach, expect, test, vi } from 'vitest'
import { defang, defangAll, initialOf, withoutIsolation } from './defang'

afterEach(() => vi.unstubAllGlobals())

const zalgo = `Z${'\u0351\u034b\u0346\u0300'.repeat(10)}A${'\u0323\u0324'.repeat(10)}`

test.each([
  ['what turns the rest of a line around', 'foto\u202egnp.exe\u202c', 'fotognp.exe'],
  ['isolates, opened and never closed', '\u2067halo', 'halo'],
  ['letters that nobody sees', 'Ra\u200bni\ufeff\u2060\u00ad', 'Rani'],
  ['marks that pile up', zalgo, 'Z\u0351\u034b\u0346A\u0323\u0324\u0323'],
])('%s is not shown', (_, typed, shown) => {
  expect(defang(typed)).toBe(shown)
})

test.each([
  'Halo, apa kabar?',
  'Việt Nam',
  'Vie\u0323\u0302t',
  'שָׁלוֹם',
  'مَرحَبًا',
  'ก็ที่นี่',
  'नमस्ते',
  '👩‍👩‍👧‍👦 🇮🇩 ❤️ 1️⃣',
  'می‌خواهم',
  'baris\nbaru\t<b>',
])('%s is shown as it was written', (text) => {
  expect(defang(text)).toBe(text)
})

test('every text in an answer is defanged, however deep; all else is as it was', () => {
  const answer = { items: [{ body: 'a\u202eb', seq: 1, inner: { note: '\u200bc', at: null, yes: true } }], next_cursor: null }
  expect(defangAll(answer)).toEqual({
    items: [{ body: 'ab', seq: 1, inner: { note: 'c', at: null, yes: true } }],
    next_cursor: null,
  })
})

test('a name from right to left is kept apart from our words, and may still be changed as it was typed', () => {
  const { call_name } = defangAll({ call_name: 'שרה' })
  expect(call_name).toBe('\u2068שרה\u2069')
  expect(withoutIsolation(call_name)).toBe('שרה')
})

test('a name of nothing visible is the name that everybody has at first', () => {
  expect(defangAll({ call_name: '\u200b\u2060 ' })).toEqual({ call_name: 'Teman' })
  expect(defangAll({ call_name: null })).toEqual({ call_name: null })
})

test('the first letter is a whole one', () => {
  expect(['rani', '👩‍👧 Ibu', '\u2068שרה\u2069', ''].map(initialOf)).toEqual(['R', '👩‍👧', 'ש', ''])
})

test('a browser that cannot tell whole letters shows a name’s first character all the same', () => {
  vi.stubGlobal('Intl', {})
  expect(['rani', '🙂 Ibu', ''].map(initialOf)).toEqual(['R', '🙂', ''])
})
