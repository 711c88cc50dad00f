import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AppToServer, ServerEvent, ServerToApp } from '@bestie/contracts/events'
import { type Kysely, sql } from 'kysely'
import type { Logger } from 'pino'
import { Server } from 'socket.io'
import { type ServerOptions, WebSocketServer } from 'ws'
import type { User } from '../auth/tokens'
import type { Bus } from '../bus/bus'
import { countListening } from '../bus/other-processes'
import { idsOf } from '../db/ids'
import type { Database } from '../db/tables'
import type { Told } from '../db/transact'
import type { Metrics } from '../observe/metrics'
import type { ChatKeys } from '../sealing/chat-keys'
import { fromStore, type StoredEvent } from '../sealing/stored-events'

/** What the server stores with each socket. */
export interface SocketData {
  user: User
  tokenHash: string
  /** The other person in each chat in which this socket has proved its part; that never changes once a chat is won. */
  others: Map<string, string>
}

export type BestieServer = Server<AppToServer, ServerToApp, Record<string, never>, SocketData>

/** A probe unanswered for this long (ms) means: not connected. */
const probeTimeout = 2_000
/** How long a process counts that is no longer seen listening, in ms. */
const countedFor = 60_000
/** How long an event may lie undelivered, in ms, before another process assumes that its own has died. */
const forgottenAfter = 2_000
/** Over how long, in ms, to make all apps reconnect after a gap. */
const reconnectWithin = 2_000

/** Everything sent to people's devices. It only carries; the rules are elsewhere. */
export interface Realtime {
  io: BestieServer
  /** Sends an event now, once, to all devices of these people except the socket it came from. */
  send(to: string[], event: ServerEvent, exceptSocket?: string): void
  /** Delivers events that were committed under this id, then deletes the stored copy. */
  deliver(eventsId: string, told: Told[]): void
  /** Delivers events whose process committed them and died before delivering. */
  deliverForgotten(): Promise<void>
  /** Whether a device of this person answers a probe within 2 s, on any instance. */
  isConnected(userId: string): Promise<boolean>
  stop(): Promise<void>
}

/** How long to wait for a device to acknowledge a close, in ms. An unreachable device never does and must not delay shutdown. */
const partingPatience = 1_000

/** Socket.IO's websocket server, with a shorter close timeout. */
class PartingSockets extends WebSocketServer {
  constructor(options?: ServerOptions) {
    super(Object.assign({}, options, { closeTimeout: partingPatience }))
  }
}

/** The room of all devices of one person. */
export const roomOf = (userId: string): string => `user:${userId}`

interface RealtimeParts {
  db: Kysely<Database>
  chatKeys: ChatKeys
  bus: Bus
  log: Logger
  metrics: Metrics
  corsOrigin(origin: string | undefined): boolean
}

/** Opens the socket server; `letPeopleIn` in sockets.ts admits people. Events travel between processes over the bus. */
export function openRealtime({ db, chatKeys, bus, log, metrics, corsOrigin }: RealtimeParts): Realtime {
  const io: BestieServer = new Server({
    path: '/socket.io',
    transports: ['websocket', 'polling'],
    maxHttpBufferSize: 64 * 1024,
    pingInterval: 20_000,
    pingTimeout: 15_000,
    // Compressing text together with a secret reveals something of it, and costs memory per socket.
    perMessageDeflate: false,
    httpCompression: false,
    serveClient: false,
    wsEngine: PartingSockets,
    cors: { origin: (origin, answer) => answer(null, corsOrigin(origin)) },
  })
  const delivered: string[] = []
  /** Probes sent to other processes, by id. */
  const probes = new Map<string, (answers: boolean) => void>()
  let forgetting: Promise<void> | undefined
  /** How many other processes there were when the most were counted, and when, in ms. */
  let lately = { others: 0, at: 0 }

  function sendHere({ to, ...event }: Told, exceptSocket?: string): void {
    const everyDevice = io.to(to.map(roomOf))
    const audience = exceptSocket === undefined ? everyDevice : everyDevice.except(exceptSocket)
    // A union of events pairs one name with its own data; the overloads of `emit` cannot express that.
    audience.emit(event.name, event.data as never)
  }

  /** Resolves with whether the event is on its way to every device. */
  function send(to: string[], event: ServerEvent, exceptSocket?: string): Promise<boolean> {
    return sendAll([{ ...event, to }], exceptSocket)
  }

  function sendAll(given: Told[], exceptSocket?: string): Promise<boolean> {
    const told = given.filter(({ to }) => to.length > 0)
    for (const each of told) sendHere(each, exceptSocket)
    return told.length === 0 ? Promise.resolve(true) : bus.say('events', told)
  }

  /** Deletes stored copies together, so that each delivery costs a fraction of a statement. */
  async function forget(): Promise<void> {
    // Whatever is delivered from here on starts the next round.
    forgetting = undefined
    const ids = delivered.splice(0)
    try {
      await sql`delete from undelivered_events where id = any(${idsOf(ids)})`.execute(db)
    } catch (error) {
      log.warn({ err: error }, 'could not forget delivered events; they will be delivered again')
    }
  }

  async function answersHere(userId: string): Promise<boolean> {
    const ids = [...(io.sockets.adapter.rooms.get(roomOf(userId)) ?? [])]
    const answers = ids.map((id) => io.sockets.sockets.get(id)).map((socket) => socket !== undefined && probe(socket.conn))
    return (await Promise.all(answers)).includes(true)
  }

  /** Asks the other processes: one yes is enough; no takes an answer from all of them, or the timeout. */
  function answersElsewhere(userId: string): Promise<boolean> {
    if (!bus.reachesOthers) return Promise.resolve(false)
    return new Promise((resolve) => {
      const id = randomUUID()
      let refusals = 0
      let others = Number.POSITIVE_INFINITY
      const settle = (answered: boolean) => {
        clearTimeout(patience)
        probes.delete(id)
        resolve(answered)
      }
      const patience = setTimeout(settle, probeTimeout, false)
      probes.set(id, (answers) => {
        if (!answers) refusals += 1
        if (answers || refusals >= others) settle(answers)
      })
      void bus.say('probe', { id, user_id: userId })
      countOthers().then(
        (count) => {
          others = count
          if (refusals >= others) settle(false)
        },
        () => {},
      )
    })
  }

  /** One whose listening connection has just broken is still there, so the greatest count of the last minute counts. */
  async function countOthers(): Promise<number> {
    const others = (await countListening(db)) - 1
    // Not even this process is listening.
    if (others < 0) return Number.POSITIVE_INFINITY
    const now = performance.now()
    if (others >= lately.others || now - lately.at > countedFor) lately = { others, at: now }
    return lately.others
  }

  bus.on('events', (told) => {
    for (const each of told) sendHere(each)
  })
  bus.on('probe', async ({ id, user_id }) => {
    void bus.say('probe_answered', { id, answers: await answersHere(user_id) })
  })
  bus.on('probe_answered', ({ id, answers }) => probes.get(id)?.(answers))
  bus.onGap(() => {
    metrics.gaps.inc()
    log.warn('events of other processes may have been missed: every app connects again and reads what it missed')
    // Spread the reconnections.
    for (const { conn } of io.sockets.sockets.values()) setTimeout(() => conn.close(), Math.random() * reconnectWithin)
  })

  metrics.gauge('bestie_sockets', 'Open sockets.', () => io.engine?.clientsCount ?? 0)

  return {
    io,
    send: (to, event, exceptSocket) => void send(to, event, exceptSocket),
    deliver(eventsId, told) {
      metrics.told(told)
      void sendAll(told).then((isOnItsWay) => {
        // If no transport carried it, keep the stored copy for `deliverForgotten`.
        if (!isOnItsWay) return
        delivered.push(eventsId)
        forgetting ??= sleep(50).then(forget)
      })
    },
    async deliverForgotten() {
      const { rows } = await sql<{ id: string; events: StoredEvent[] }>`
        select id, events from undelivered_events
        where created_at < clock_timestamp() - make_interval(secs => ${forgottenAfter / 1000}) order by id limit 500
      `.execute(db)
      const told = await fromStore(
        chatKeys,
        rows.flatMap((row) => row.events),
      )
      // Send before deleting: a duplicate costs an app one read, a loss costs it the news.
      if (rows.length === 0 || !(await sendAll(told))) return
      await sql`delete from undelivered_events where id = any(${idsOf(rows.map(({ id }) => id))})`.execute(db)
    },
    async isConnected(userId) {
      const here = answersHere(userId)
      const elsewhere = answersElsewhere(userId)
      return (await Promise.race([here, elsewhere])) || (await here) || (await elsewhere)
    },
    async stop() {
      // A role without sockets never opened any.
      if (io.engine !== undefined) await io.close()
      await forgetting
    },
  }
}

/** Uses Engine.IO's own ping: every client answers it by protocol, so apps need not know about probes. */
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
