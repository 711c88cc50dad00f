import { randomBytes } from 'node:crypto'
import { freePort } from '@bestie/server/free-port'
import { type ServerProcess, startRole } from '../process'
import { type Nginx, startNginx } from './nginx'

type Role = 'public' | 'internal' | 'worker'

/** One process of the cluster. It keeps its port, so members can stop and start one by one. */
export interface Member {
  name: string
  role: Role
  /** Its own address, without nginx; empty for a worker. */
  url: string
  /** Undefined while it is not running. */
  pid(): number | undefined
  start(): Promise<void>
  /** Resolves with the exit status once the process is gone (null if the signal killed it). */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>
}

/** A running cluster on this machine. */
export interface Cluster {
  /** The public address: nginx. */
  url: string
  internalUrl: string
  members: Member[]
  /** The members of a role. */
  of(role: Role): Member[]
  stop(): Promise<void>
}

interface Options {
  databaseUrl: string
  valkeyUrl: string
  publicPort?: number
  internalPort?: number
  /** Extra environment for one member, such as another clock. */
  envOf?(name: string): Record<string, string>
  /** Receives what the members write to stderr. */
  said?(name: string, text: string): void
  /** Called when a member ended without being told to. */
  died?(name: string, status: number | null): void
}

/** The members by name, with their roles. */
const roles: Record<string, Role> = {
  'public-1': 'public',
  'public-2': 'public',
  'public-3': 'public',
  internal: 'internal',
  'worker-1': 'worker',
  'worker-2': 'worker',
}

/**
 * Starts nginx in front of three public instances, with one internal
 * and two workers, on a migrated database. Needs a built server.
 */
export async function startCluster({ databaseUrl, valkeyUrl, publicPort, internalPort, ...options }: Options): Promise<Cluster> {
  const env = {
    DATABASE_URL: databaseUrl,
    VALKEY_URL: valkeyUrl,
    HOST: '127.0.0.1',
    GATEWAY_TOKEN: randomBytes(32).toString('hex'),
  }
  const members: Member[] = []
  for (const [name, role] of Object.entries(roles)) {
    const port = role === 'worker' ? 0 : (role === 'internal' && internalPort) || (await freePort())
    members.push(openMember(name, role, port, { ...env, ...options.envOf?.(name) }, options))
  }
  const of = (role: Role) => members.filter((member) => member.role === role)
  const instances = of('public').map(({ url }) => new URL(url).host)
  let nginx: Nginx | undefined
  const stop = async () => {
    await nginx?.stop()
    await Promise.all(members.map((member) => member.end('SIGTERM')))
  }
  try {
    // Every start has succeeded or failed before any member is ended, so none is left behind.
    const starts = await Promise.allSettled(members.map((member) => member.start()))
    for (const start of starts) if (start.status === 'rejected') throw start.reason
    nginx = await startNginx(publicPort || (await freePort()), instances)
  } catch (error) {
    await stop()
    throw error
  }
  return { url: nginx.url, internalUrl: (of('internal')[0] as Member).url, members, of, stop }
}

function openMember(
  name: string,
  role: Role,
  port: number,
  env: Record<string, string>,
  { said, died }: Pick<Options, 'said' | 'died'>,
): Member {
  let running: ServerProcess | undefined
  return {
    name,
    role,
    url: role === 'worker' ? '' : `http://127.0.0.1:${port}`,
    pid: () => running?.pid,
    async start() {
      const portName = role === 'internal' ? 'INTERNAL_PORT' : 'PUBLIC_PORT'
      const started = await startRole(
        role,
        { ...env, [portName]: String(port) },
        { built: true, said: (text) => said?.(name, text) },
      )
      running = started
      void started.gone.then((status) => {
        if (running !== started) return
        running = undefined
        died?.(name, status)
      })
    },
    async end(signal) {
      const ending = running
      running = undefined
      return (await ending?.end(signal)) ?? null
    },
  }
}
