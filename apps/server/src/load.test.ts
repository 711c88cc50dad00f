import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterEach, beforeEach, expect, test } from 'vitest'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bestie-load-'))
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  await build({
    entryPoints: [join(import.meta.dirname, 'load.ts')],
    outfile: join(folder, 'main.js'),
    platform: 'node',
    format: 'esm',
  })
  await bundle('console.log(new Error("first").stack)')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** Bundles this program into the folder as `npm run build` bundles the server. */
async function bundle(program: string): Promise<void> {
  await writeFile(join(folder, 'program.ts'), `interface Nothing {}\n\n${program}\n`)
  await build({
    entryPoints: [join(folder, 'program.ts')],
    outfile: join(folder, 'bestie.cjs'),
    format: 'cjs',
    minifyWhitespace: true,
    sourcemap: true,
    banner: { js: '(function (exports, require, module, __filename, __dirname) {' },
    footer: { js: '})' },
  })
}

const start = async (...args: string[]) =>
  (await promisify(execFile)(process.execPath, [join(folder, 'main.js'), ...args])).stdout
const compiled = async () =>
  (await readdir(folder)).filter((name) => name.endsWith('.compiled')).map((name) => join(folder, name))

test('a stack names the line of the source', async () => {
  expect(await start()).toMatch(/^Error: first\n\s+at .*program\.ts:3:13/)
})

test('a stack names no line of the source once another build has replaced the one that runs', async () => {
  const asIs = /^Error: first\n\s+at .*bestie\.cjs:\d+:/
  await bundle('require("node:fs").rmSync(__filename); console.log(new Error("first").stack)')
  expect(await start()).toMatch(asIs)
  await bundle('require("node:fs").appendFileSync(__filename, " "); console.log(new Error("first").stack)')
  expect(await start()).toMatch(asIs)
})

test('what was compiled is kept for the next start of the same command', async () => {
  await start('demo')
  const [kept = ''] = await compiled()
  // A modification time that a second write would change.
  await utimes(kept, 1, 1)
  expect(await start('demo')).toContain('first')
  expect(await compiled()).toEqual([kept])
  expect((await stat(kept)).mtimeMs).toBe(1000)

  await start('serve')
  expect(await compiled()).toHaveLength(2)
})

test('a server that goes on running saves what was compiled for its start before V8 drops it, and the next start uses it', async () => {
  await bundle(`if (process.argv[3] === 'and end') process.exit()
  require('node:fs').watch(__dirname, (_, name) => {
    if (!name?.endsWith('.compiled')) return
    console.log('saved while it runs')
    process.exit()
  })`)
  expect(await start('demo')).toContain('saved while it runs')
  const [kept = ''] = await compiled()
  await utimes(kept, 1, 1)
  await start('demo', 'and end')
  expect((await stat(kept)).mtimeMs).toBe(1000)
})

test('what is damaged is compiled anew', async () => {
  await start()
  const [kept = ''] = await compiled()
  const whole = await readFile(kept)
  await writeFile(kept, whole.subarray(0, 100))
  expect(await start()).toContain('first')
  expect((await readFile(kept)).length).toBeGreaterThan(100)
})

test('another build of the same length does not run what was compiled from the one before', async () => {
  await start()
  await bundle('console.log(new Error("again").stack)')
  expect(await start()).toContain('again')
})
