import { execFileSync } from 'node:child_process'
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { chown, lstat, mkdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { StartupError } from '../../startup-error'

/** Where one embedded PostgreSQL keeps its files, and which user it runs as. */
export interface PostgresHome {
  folder: string
  cluster: string
  /** Only if we are root, which PostgreSQL refuses to run as. */
  user: { uid: number; gid: number } | undefined
}

/**
 * Prepares the folder and says where it is: `<dataDir>/postgres`, or a path under
 * /var/tmp derived from it if we are root and the database's user cannot get there.
 */
export async function preparePostgresHome(dataDir: string, log: (line: string) => void): Promise<PostgresHome> {
  const wanted = join(resolve(dataDir), 'postgres')
  await makeWritable(wanted, dataDir)
  if (process.getuid?.() !== 0) return homeAt(wanted, undefined)

  const user = (await ownerOf(wanted)) ?? findOrCreatePostgresUser()
  // Existing files stay where they are: here even if the folder is closed later, elsewhere even if it can be reached later.
  const pointer = join(wanted, 'elsewhere')
  const elsewhere = await readFile(pointer, 'utf8').catch(() => undefined)
  const here = await lstat(join(wanted, 'cluster')).catch(() => undefined)
  if (elsewhere === undefined && (here !== undefined || canEnter(wanted, user))) {
    await chown(wanted, user.uid, user.gid)
    return homeAt(wanted, user)
  }
  // The random part keeps a new checkout at an old path from finding the old one's data.
  const hash = createHash('sha256')
    .update(await realpath(wanted))
    .digest('hex')
    .slice(0, 12)
  const instead = elsewhere ?? `/var/tmp/bestie-${hash}-${randomBytes(3).toString('hex')}`
  await makeWritable(instead, instead)
  // Anyone may write to /var/tmp: refuse a folder that somebody else put there.
  const found = await lstat(instead)
  if (!found.isDirectory() || (found.uid !== 0 && found.uid !== user.uid)) {
    throw new StartupError(`${instead} belongs to someone else; choose another data folder with DATA_DIR.`)
  }
  await chown(instead, user.uid, user.gid)
  if (elsewhere === undefined) await writeFile(pointer, instead)
  log(`The database's user cannot get to ${wanted}; its files are in ${instead}.`)
  return homeAt(instead, user)
}

/** Whether this user can enter the folder. Ask the system, since modes alone do not tell (ACLs, mounts). */
function canEnter(folder: string, user: { uid: number; gid: number }): boolean {
  try {
    execFileSync('/bin/sh', ['-c', 'cd -P -- "$1" && test -x . && test -r .', 'sh', folder], {
      ...user,
      cwd: '/',
      stdio: 'ignore',
    })
    return true
  } catch {
    return false
  }
}

async function homeAt(path: string, user: PostgresHome['user']): Promise<PostgresHome> {
  const folder = await realpath(path)
  return { folder, cluster: join(folder, 'cluster'), user }
}

async function makeWritable(folder: string, named: string): Promise<void> {
  const probe = join(folder, `.writable-${randomUUID()}`)
  try {
    await makeFolder(folder)
    await writeFile(probe, '')
    await rm(probe)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new StartupError(`The data folder ${resolve(named)} cannot be written (${code}); choose another with DATA_DIR.`)
  }
}

/** Not `mkdir(…, { recursive: true })`, which never returns on a path like /proc/data. */
async function makeFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch((error) => {
    if (error.code !== 'ENOENT') throw error
  })
  if (found) return
  await makeFolder(dirname(folder))
  await mkdir(folder).catch((error) => {
    if (error.code !== 'EEXIST') throw error
  })
}

/** The account that the folder belongs to, unless that is root: a folder once used under it stays with it. */
async function ownerOf(folder: string): Promise<PostgresHome['user']> {
  const { uid, gid } = await lstat(folder)
  return uid === 0 ? undefined : { uid, gid }
}

function findOrCreatePostgresUser(): { uid: number; gid: number } {
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }))
  const find = () => ({ uid: id('-u'), gid: id('-g') })
  try {
    return find()
  } catch {
    try {
      execFileSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'], {
        stdio: 'ignore',
      })
      return find()
    } catch {
      throw new StartupError(
        'PostgreSQL cannot run as root and no user "postgres" could be made; make one, or start as another user.',
      )
    }
  }
}
