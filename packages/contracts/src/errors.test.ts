import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { statusOfCode } from './errors'

test('the published table lists every code with its status, and no other', async () => {
  const table = await readFile(new URL('../../../docs/refusals.md', import.meta.url), 'utf8')
  const listed = [...table.matchAll(/^\| `(\w+)` \| (\d{3}) \| .+ \|$/gm)].map(([, code, status]) => [code, Number(status)])
  expect(Object.fromEntries(listed)).toEqual(statusOfCode)
})
