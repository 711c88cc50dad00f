import type { AppToServer, ServerEvent, ServerToApp } from '@bestie/contracts/events'
import { type Kysely, sql } from 'kysely'
import type { Logger } from 'pino'
import { Server } from 'socket.io'
import type { User } from '../auth/tokens'
import type { Database } from '../db/tables'
import type { Told } from '../db/transact'

/** What the server keeps beside each socket. */
export interface SocketData {
  user: User
  tokenHash: string
  /** The other person in each chat that this socket has shown to be in; that never changes once a chat was won. */
  others: Map<string, string>
}

export type BestieServer = Server<AppToServer, ServerToApp, Record<string, never>, SocketData>

/** A probe that is not answered within this time (ms) means: not connected. */
const probeTimeout = 2_000
/** How long an event may lie undelivered, in ms, before somebody else takes it to be forgotten by a process that died. */
const forgottenAfter = 2_000

/** Everything that leaves for people's devices. Rules live elsewhere; this only carries. */
export interface Realtime {
  io: BestieServer
  /** Sends an event now, once, to all devices of these people, but not to the socket it came from. */
  send(to: string[], event: ServerEvent, exceptSocket?: string): void
  /** Hands over events that were committed under this id, and forgets the stored copy. */
  deliver(eventsId: string, told: Told[]): void
  /** Delivers what a process committed and did not live to deliver. */
  deliverForgotten(): Promise<void>
  /** Whether a device of this person answers a probe within 2 s. */
  isConnected(userId: string): Promise<boolean>
  /** Whether a device of this person has a socket here, probed or not. */
  isHere(userId: string): boolean
  /** The people of this role with a socket here. */
  connectedHere(role: User['role']): string[]
  stop(): Promise<void>
}

/** The room of all devices of one person. */
export const roomOf = (userId: string): string => `user:${userId}`

/** Opens the sockets' server; `attach` in sockets.ts lets people in. */
export function openRealtime(db: Kysely<Database>, log: Logger, corsOrigin: (origin: string | undefined) => boolean): Realtime {
  const io: BestieServer = new Server({
    path: '/socket.io',
    transports: ['websocket', 'polling'],
    maxHttpBufferSize: 64 * 1024,
    pingInterval: 20_000,
    pingTimeout: 15_000,
    serveClient: false,
    cors: { origin: (origin, answer) => answer(null, corsOrigin(origin)) },
  })
  const delivered: string[] = []
  let forgetting: Promise<void> | undefined

  function send(to: string[], event: ServerEvent, exceptSocket?: string): void {
    if (to.length === 0) return
    const everyDevice = io.to(to.map(roomOf))
    const audience = exceptSocket === undefined ? everyDevice : everyDevice.except(exceptSocket)
    // The union of events is one name with its own data; the overloads of `emit` cannot follow that.
    audience.emit(event.name, event.data as never)
  }

  /** Deletes stored copies together, so that delivery costs a share of a statement. */
  async function forget(): Promise<void> {
    while (delivered.length > 0) {
      const ids = delivered.splice(0)
      try {
        await sql`delete from undelivered_events where id = any(${ids}::uuid[])`.execute(db)
      } catch (error) {
        log.warn({ err: error }, 'could not forget delivered events; they will be delivered again')
        return
      }
    }
  }

  return {
    io,
    send,
    deliver(eventsId, told) {
      for (const { to, ...event } of told) send(to, event)
      delivered.push(eventsId)
      forgetting ??= new Promise<void>((resolve) => setTimeout(resolve, 50)).then(forget).finally(() => {
        forgetting = undefined
      })
    },
    async deliverForgotten() {
      const { rows } = await sql<{ events: Told[] }>`
        delete from undelivered_events
        where id in (
          select id from undelivered_events
          where created_at < clock_timestamp() - make_interval(secs => ${forgottenAfter / 1000}) order by id limit 500 for update skip locked)
        returning events
      `.execute(db)
      for (const { to, ...event } of rows.flatMap((row) => row.events)) send(to, event)
    },
    async isConnected(userId) {
      const ids = [...(io.sockets.adapter.rooms.get(roomOf(userId)) ?? [])]
      const answers = ids.map((id) => io.sockets.sockets.get(id)).map((socket) => socket !== undefined && probe(socket.conn))
      return (await Promise.all(answers)).includes(true)
    },
    isHere: (userId) => io.sockets.adapter.rooms.has(roomOf(userId)),
    connectedHere(role) {
      const people = [...io.sockets.sockets.values()].filter((socket) => socket.data.user.role === role)
      return [...new Set(people.map((socket) => socket.data.user.id))]
    },
    async stop() {
      await io.close()
      await forgetting
    },
  }
}

/** Engine.IO's own ping: every client of the protocol answers it by itself, so no app needs to know about probes. */
function probe(connection: { once(event: 'heartbeat', handler: () => void): unknown }): Promise<boolean> {
  return new Promise((resolve) => {
    const timeout = setTimeout(() => resolve(false), probeTimeout)
    connection.once('heartbeat', () => {
      clearTimeout(timeout)
      resolve(true)
    })
    ;(connection as unknown as { sendPacket(type: 'ping'): void }).sendPacket('ping')
  })
}
