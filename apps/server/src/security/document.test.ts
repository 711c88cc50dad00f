import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../../..')
const places = [join(root, 'apps/server/src'), root]

/** Whether a test, or a group of tests, in this file has these words in its title. */
function isTested(file: string, words: string): boolean {
  const path = places.map((place) => join(place, file)).find(existsSync)
  if (path === undefined) return false
  const titles = readFileSync(path, 'utf8').matchAll(
    /\b(?:test|describe)(?:\.each(?:<[^(]*>)?\((?:[^()]|\([^()]*\))*\))?\(\s*(['"`])(.*?)\1,/gs,
  )
  return [...titles].some(([, , title]) => title?.includes(words))
}

test('every test that docs/security.md names is there, and every section has one or says why not', () => {
  const rows = readFileSync(join(root, 'docs/security.md'), 'utf8')
    .split('\n')
    .filter((line) => /^\| V\d/.test(line))
  expect(rows.length).toBeGreaterThan(30)
  const named = rows.flatMap((row) =>
    [...row.matchAll(/`([\w./-]+\.ts)` “([^”]+)”/g)].map(([, file, words]) => [file, words] as [string, string]),
  )
  expect(named.length).toBeGreaterThan(50)
  expect(named.filter(([file, words]) => !isTested(file, words))).toEqual([])
  const without = rows.filter((row) => !row.includes('“')).map((row) => row.split('|')[1]?.trim())
  expect(without).toEqual(['V3.3 cookies', 'V9 self-contained tokens', 'V15.2 dependencies'])
})
