import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { StartupError } from '../../startup-error'
import { type EmbeddedPostgres, findEmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres'

const isRoot = process.getuid?.() === 0
let root: string
let dataDir: string
const opened: EmbeddedPostgres[] = []
const children: ChildProcess[] = []

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'bestie-postgres-'))
  await chmod(root, 0o755)
  dataDir = join(root, 'data')
})

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  for (const database of opened) await database.stop()
  for (const database of opened.splice(0)) await rm(database.dataDir, { recursive: true, force: true })
  await rm(root, { recursive: true, force: true })
})

async function start(folder = dataDir, log: (line: string) => void = () => {}): Promise<EmbeddedPostgres> {
  const database = await startEmbeddedPostgres({ dataDir: folder, log })
  opened.push(database)
  return database
}

/** Another process that starts the database and keeps using it. */
async function startElsewhere(): Promise<ChildProcess> {
  const script = `
    import { startEmbeddedPostgres } from '${import.meta.dirname}/embedded-postgres.ts'
    process.on('SIGINT', () => {})
    await startEmbeddedPostgres({ dataDir: '${dataDir}', log: () => {} })
    console.log('started')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  await once(child.stdout, 'data')
  return child
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

const remember = (url: string) => query(url, 'CREATE TABLE kept AS SELECT 42 AS answer')
const recall = (url: string) => query(url, 'SELECT answer FROM kept')

async function postmaster(): Promise<number> {
  return Number.parseInt(await readFile(join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8'), 10)
}

async function dies(pid: number): Promise<void> {
  await expect.poll(() => isGone(pid), { timeout: 10_000 }).toBe(true)
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}

describe('the embedded database', { timeout: 60_000 }, () => {
  test('is UTF-8, on loopback only, behind a password that only its owner can read', async () => {
    const { url, port } = await start()
    expect(await query(url, 'SHOW server_encoding')).toEqual([{ server_encoding: 'UTF8' }])
    expect(await query(url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }])
    expect(await query(url, 'SELECT current_database() AS name')).toEqual([{ name: 'bestie' }])
    expect((await stat(join(dataDir, 'postgres/password'))).mode & 0o777).toBe(0o600)
    await expect(query(`postgres://bestie:guess@127.0.0.1:${port}/bestie`, 'SELECT 1')).rejects.toThrow(/password/)
  })

  test('keeps its data and its address from one start to the next', async () => {
    const first = await start()
    await remember(first.url)
    await first.stop()
    await expect(query(first.url, 'SELECT 1')).rejects.toThrow()
    const second = await start()
    expect(second.url).toBe(first.url)
    expect(await recall(second.url)).toEqual([{ answer: 42 }])
  })

  test('takes another port when its own was taken meanwhile', async () => {
    const first = await start()
    await first.stop()
    const squatter = createServer().listen(first.port, '127.0.0.1')
    await once(squatter, 'listening')
    const second = await start()
    expect(second.port).not.toBe(first.port)
    squatter.close()
  })

  test('is taken over, still running, after a kill -9 of the process that started it', async () => {
    const child = await startElsewhere()
    const pid = await postmaster()
    child.kill('SIGKILL')
    await once(child, 'exit')
    const database = await start()
    expect(await postmaster()).toBe(pid)
    await database.stop()
    await dies(pid)
  })

  test('is recovered after a kill -9 of everything', async () => {
    const database = await start()
    await remember(database.url)
    process.kill(await postmaster(), 'SIGKILL')
    const again = await start()
    expect(await recall(again.url)).toEqual([{ answer: 42 }])
  })

  test('is started where the one that was running goes while it is asked', async () => {
    const database = await start()
    await remember(database.url)
    const cluster = join(dataDir, 'postgres/cluster')
    const left = (await readFile(join(cluster, 'postmaster.pid'), 'utf8')).split('\n')
    await database.stop()
    // The first connection checks that the server answers, the second is for the database.
    const script = `
      let asked = 0
      const server = require('node:net').createServer((socket) => (++asked === 2 ? process.exit() : socket.end()))
      server.listen(0, '127.0.0.1', () => console.log(server.address().port))`
    const dying = spawn(process.execPath, ['-e', script], { cwd: cluster, stdio: ['ignore', 'pipe', 'inherit'] })
    children.push(dying)
    const [port] = await once(dying.stdout, 'data')
    await writeFile(join(cluster, 'postmaster.pid'), left.with(0, `${dying.pid}`).with(3, `${port}`.trim()).join('\n'))
    const again = await start()
    expect(await recall(again.url)).toEqual([{ answer: 42 }])
  })

  test('is not confused by a pid file that names another program', async () => {
    const database = await start()
    const pidFile = join(dataDir, 'postgres/cluster/postmaster.pid')
    const left = await readFile(pidFile, 'utf8')
    await database.stop()
    await writeFile(pidFile, left.replace(/^\d+/, String(process.pid)))
    const again = await start()
    expect(await postmaster()).not.toBe(process.pid)
    expect(again.url).toBe(database.url)
  })

  test('outlives a Ctrl-C, so that the process that started it can drain first', async () => {
    const child = await startElsewhere()
    const pid = await postmaster()
    process.kill(-(child.pid as number), 'SIGINT')
    const { url } = await start()
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    expect(await postmaster()).toBe(pid)
  })

  test('stops with the last of the processes that use it', async () => {
    await startElsewhere()
    const { url, stop } = await start()
    const pid = await postmaster()
    await stop()
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    children[0]?.kill('SIGKILL')
    await once(children[0] as ChildProcess, 'exit')
    await (await start()).stop()
    await dies(pid)
  })

  test('is started once when two processes start it at the same moment', async () => {
    const [one, other] = await Promise.all([start(), start()])
    expect(one.url).toBe(other.url)
  })

  test('is left as a command found it: running', async () => {
    const { url } = await start()
    await (await findEmbeddedPostgres(dataDir)).stop()
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  })

  test('is left as a command found it: stopped', async () => {
    await (await start()).stop()
    const found = await findEmbeddedPostgres(dataDir)
    expect(await query(found.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    await found.stop()
    await expect(query(found.url, 'SELECT 1')).rejects.toThrow()
  })

  test('is stopped by the last of several commands, whichever of them started it', async () => {
    await (await start()).stop()
    const [first, second] = [await findEmbeddedPostgres(dataDir), await findEmbeddedPostgres(dataDir)]
    await first.stop()
    expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    await second.stop()
    await expect(query(second.url, 'SELECT 1')).rejects.toThrow()
  })

  test('a data folder that cannot be written is refused in one clear line', async () => {
    const file = join(root, 'file')
    await writeFile(file, '')
    const refusal = await start(join(file, 'data')).catch((error) => error)
    expect(refusal).toBeInstanceOf(StartupError)
    expect(refusal.message).toMatch(/^The data folder \S+ cannot be written \(ENOTDIR\); choose another with DATA_DIR\.$/)
    await expect(start('/proc/data')).rejects.toThrow(StartupError)
    if (!isRoot) {
      await mkdir(join(root, 'locked'), { mode: 0o500 })
      await expect(start(join(root, 'locked'))).rejects.toThrow(/EACCES/)
    }
  })

  test('lies elsewhere, said so, where the user it must run as cannot get to the data folder', async () => {
    await chmod(root, 0o700)
    const said: string[] = []
    const first = await start(dataDir, (line) => said.push(line))
    if (isRoot) {
      expect(first.dataDir).toMatch(/^\/var\/tmp\/bestie-/)
      expect(said[0]).toContain(first.dataDir)
    } else {
      expect(first.dataDir).toBe(join(dataDir, 'postgres'))
    }
    await first.stop()
    expect((await start()).url).toBe(first.url)
  })

  test.runIf(isRoot)('is not begun anew elsewhere where its folder is closed later', async () => {
    const first = await start()
    await remember(first.url)
    await first.stop()
    await chmod(root, 0o700)
    const refusal = await start().catch((error) => error)
    expect(refusal).toBeInstanceOf(StartupError)
    expect(refusal.message).toMatch(/^PostgreSQL did not start on \S+: .*Permission denied$/)
    await chmod(root, 0o755)
    expect(await recall((await start()).url)).toEqual([{ answer: 42 }])
  })

  test('a database that ends while it starts is one clear line, by its own word', async () => {
    await (await start()).stop()
    await writeFile(join(dataDir, 'postgres/cluster/postgresql.conf'), 'shared_buffers = lots\n')
    await expect(start()).rejects.toThrow(/^PostgreSQL did not start on \S+: configuration file \S+ contains errors$/)
  })
})
