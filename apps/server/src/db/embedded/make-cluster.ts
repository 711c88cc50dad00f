import { randomBytes } from 'node:crypto'
import { access, chown, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { StartupError } from '../../startup-error'
import type { PostgresHome } from './home'
import { reason, runProgram, type Server } from './server'

/** The server's password, made at the first start: in a file that initdb reads, and that only its owner may read. */
export async function passwordOf({ folder, user }: PostgresHome): Promise<string> {
  const path = join(folder, 'password')
  const kept = await readFile(path, 'utf8').catch(() => undefined)
  if (kept) return kept.trim()
  const password = randomBytes(18).toString('base64url')
  await writeFile(path, password, { mode: 0o600 })
  if (user) await chown(path, user.uid, user.gid)
  return password
}

/** Makes the server's cluster with an empty database, unless it is there. */
export async function makeCluster(server: Server, log: (line: string) => void): Promise<void> {
  if (await exists(join(server.cluster, 'PG_VERSION'))) return
  log(`Making a database in ${server.folder} …`)
  // Renamed only when complete: a killed initdb leaves nothing that looks like a cluster.
  const unfinished = `${server.cluster}.unfinished`
  await rm(unfinished, { recursive: true, force: true })
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  // Iterations protect passwords that people choose; ours is 18 random bytes, and they would cost each connection 2 ms.
  const authentication = [
    '--username=bestie',
    `--pwfile=${join(server.folder, 'password')}`,
    '--auth=scram-sha-256',
    '--set=scram_iterations=1',
  ]
  const make = async () => {
    await runProgram(server, 'initdb', [`--pgdata=${unfinished}`, '--no-instructions', ...locale, ...authentication])
    const alone = runProgram(server, 'postgres', ['--single', '-D', unfinished, '-c', 'exit_on_error=on', 'postgres'])
    // If it exits before it has read its input, its exit says why.
    alone.child.stdin?.on('error', () => {}).end('CREATE DATABASE bestie\n')
    await alone
  }
  await make().catch((error) => {
    throw new StartupError(`PostgreSQL could not make a database in ${server.folder}: ${reason(error.stderr ?? error.message)}`)
  })
  await rename(unfinished, server.cluster)
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
