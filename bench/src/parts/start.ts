import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { findPostgresBinaries } from '@bestie/server/db/embedded/binaries'
import { preparePostgresHome } from '@bestie/server/db/embedded/home'
import { freePort } from '@bestie/server/free-port'
import type { Measured } from '../figures'
import type { Stage } from '../stage/stage'
import { inTurn } from '../turns'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const run = promisify(execFile)

/**
 * The time from `npm start` to its `ready`, with everything built and
 * the data folder present, beside Node and the same database starting.
 */
export async function start(stage: Stage): Promise<Measured[]> {
  const folder = await mkdtemp('/var/tmp/bestie-bench-start-')
  // The database's user must be able to reach the folder.
  await chmod(folder, 0o755)
  stage.atEnd(() => rm(folder, { recursive: true, force: true }))
  const ours = async () => {
    const startedAt = performance.now()
    const child = spawn('npm', ['start'], {
      cwd: root,
      detached: true,
      env: { ...process.env, DATA_DIR: folder, DATABASE_URL: '', PUBLIC_PORT: '0', INTERNAL_PORT: '0' },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let said = ''
    const ended = once(child, 'exit')
    for await (const chunk of child.stdout) {
      said += chunk
      if (/^ready /m.test(said)) break
    }
    const ms = performance.now() - startedAt
    if (!/^ready /m.test(said)) throw new Error(`npm start said: ${said}`)
    process.kill(-(child.pid as number), 'SIGTERM')
    await ended
    return ms
  }
  // The very first start makes the folder's database, so it does not count.
  await ours()
  const home = await preparePostgresHome(folder, () => {})
  const bin = await findPostgresBinaries(home)
  const as = home.user === undefined ? {} : { uid: home.user.uid, gid: home.user.gid }
  const pgCtl = (...args: string[]) =>
    run(join(bin, 'pg_ctl'), ['-D', home.cluster, '-s', '-w', ...args], { ...as, cwd: home.folder })
  const options = `-c unix_socket_directories='' -c listen_addresses='127.0.0.1' -c port=${await freePort()}`
  const reference = async () => {
    const startedAt = performance.now()
    await run(process.execPath, ['-e', '0'])
    await pgCtl('start', '-l', join(home.folder, 'log'), '-o', options)
    const ms = performance.now() - startedAt
    await pgCtl('stop', '-m', 'fast')
    return ms
  }
  return [
    {
      metric: '11 · npm start, warm, to ready',
      unit: 'ms',
      ...(await inTurn(ours, reference)),
      target: { sign: '≤', ratio: 3 },
    },
  ]
}
