import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { freePort } from '@bestie/server/free-port'
import pg from 'pg'
import { debianUser } from './debian-user'
import type { Stage } from './stage'

/** Debian's ejabberd, which archives every message in a database of the stage's PostgreSQL. */
export interface Ejabberd {
  url: string
  pid: number
}

const config = (port: number, postgres: number, database: string) => `
hosts: [localhost]
loglevel: error
auth_method: [sql]
auth_password_format: plain
default_db: sql
sql_type: pgsql
sql_server: "127.0.0.1"
sql_port: ${postgres}
sql_database: "${database}"
sql_username: "bench"
sql_pool_size: 10
listen:
  - port: ${port}
    ip: "127.0.0.1"
    module: ejabberd_c2s
    starttls: false
    shaper: none
    max_stanza_size: 65536
modules:
  mod_mam:
    default: always
    db_type: sql
    assume_mam_usage: true
  mod_stream_mgmt: {}
`

/** Starts ejabberd, as its own user, with these users, whose passwords are their names. */
export async function startEjabberd(stage: Stage, users: string[]): Promise<Ejabberd> {
  const databaseUrl = await stage.database()
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query(await readFile('/usr/share/ejabberd/sql/pg.sql', 'utf8'))
  await client.query('insert into users (username, password) select name, name from unnest($1::text[]) as name', [users])
  await client.end()

  const folder = await mkdtemp('/var/tmp/bestie-bench-ejabberd-')
  const user = await debianUser('ejabberd')
  const port = await freePort()
  await writeFile(join(folder, 'ejabberd.yml'), config(port, stage.postgres.port, new URL(databaseUrl).pathname.slice(1)))
  await chmod(folder, 0o700)
  if (user !== undefined) for (const path of [folder, join(folder, 'ejabberd.yml')]) await chown(path, user.uid, user.gid)
  const args = ['-noinput', '+K', 'true', '+P', '250000', '-mnesia', 'dir', `"${folder}"`, '-s', 'ejabberd']
  const server = spawn('/usr/bin/erl', args, {
    ...user,
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      ERL_LIBS: await librariesOf(),
      ERL_MAX_PORTS: '32000',
      EJABBERD_CONFIG_PATH: join(folder, 'ejabberd.yml'),
      EJABBERD_LOG_PATH: join(folder, 'ejabberd.log'),
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  stage.atEnd(async () => {
    const gone = once(server, 'exit')
    server.kill('SIGKILL')
    await gone
    await rm(folder, { recursive: true, force: true })
  })
  await untilItListens(port)
  return { url: `xmpp://127.0.0.1:${port}`, pid: server.pid as number }
}

/** Where Debian keeps ejabberd's code, a place where erl does not look by itself. */
async function librariesOf(): Promise<string> {
  const { stdout } = await promisify(execFile)('dpkg', ['-L', 'ejabberd'])
  const app = stdout.split('\n').find((path) => path.endsWith('/ebin/ejabberd.app')) as string
  return join(app, '../../..')
}

async function untilItListens(port: number): Promise<void> {
  for (const patience = Date.now() + 60_000; Date.now() < patience; await sleep(100)) {
    const socket = connect({ host: '127.0.0.1', port })
    const answers = await Promise.race([
      once(socket, 'connect').then(
        () => true,
        () => false,
      ),
      sleep(1_000, false),
    ])
    socket.destroy()
    if (answers) return
  }
  throw new Error('ejabberd did not listen within a minute')
}
