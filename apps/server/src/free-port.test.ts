import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { freePort } from './free-port'

test('a port is given out once, whichever process asks, though nobody listens there yet', async () => {
  const mine = await Promise.all(Array.from({ length: 400 }, freePort))
  const script = `
    import { freePort } from '${import.meta.dirname}/free-port.ts'
    console.log(JSON.stringify(await Promise.all(Array.from({ length: 400 }, freePort))))`
  const another = ['--import', 'tsx', '--input-type=module', '-e', script]
  const { stdout } = await promisify(execFile)(process.execPath, another)
  const all = [...mine, ...(JSON.parse(stdout) as number[])]
  expect(new Set(all).size).toBe(800)
})
