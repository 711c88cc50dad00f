import { setTimeout as sleep } from 'node:timers/promises'
import type { ServerEvent } from '@bestie/contracts/events'
import { type Kysely, sql } from 'kysely'
import type { Logger } from 'pino'
import type { Bus } from '../bus/bus'
import { idsOf } from '../db/ids'
import type { Database } from '../db/tables'
import { type Told, toldTo } from '../db/transact'
import type { Metrics } from '../observe/metrics'
import type { ChatKeys } from '../sealing/chat-keys'
import { fromStore, type StoredEvent } from '../sealing/stored-events'
import { openProbes } from './probes'
import { type BestieServer, openSocketServer } from './socket-server'

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

interface RealtimeParts {
  db: Kysely<Database>
  chatKeys: ChatKeys
  bus: Bus
  log: Logger
  metrics: Metrics
  corsOrigin(origin: string | undefined): boolean
}

/** Opens the socket server and what travels over it. Events travel between processes over the bus. */
export function openRealtime({ db, chatKeys, bus, log, metrics, corsOrigin }: RealtimeParts): Realtime {
  const io = openSocketServer(corsOrigin)
  const delivered: string[] = []
  let forgetting: Promise<void> | undefined

  function sendHere({ to, name, data }: Told, exceptSocket?: string): void {
    const audience = onlyDevice(to, exceptSocket) ?? io.to(to).except(exceptSocket ?? [])
    // A union of events pairs one name with its own data; the overloads of `emit` cannot express that.
    audience.emit(name, data as never)
  }

  /** The device, if there is exactly one, as for most messages: telling it directly costs less than a broadcast. */
  function onlyDevice(to: string[], exceptSocket: string | undefined) {
    if (to.length > 2) return undefined
    let only: string | undefined
    for (const userId of to) {
      for (const device of io.sockets.adapter.rooms.get(userId) ?? []) {
        if (device === exceptSocket) continue
        if (only !== undefined) return undefined
        only = device
      }
    }
    return only === undefined ? undefined : io.sockets.sockets.get(only)
  }

  /** Resolves with whether the events are on their way to every device. */
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

  bus.on('events', (told) => {
    for (const each of told) sendHere(each)
  })
  bus.onGap(() => {
    metrics.gaps.inc()
    log.warn('events of other processes may have been missed: every app connects again and reads what it missed')
    // Spread the reconnections.
    for (const { conn } of io.sockets.sockets.values()) setTimeout(() => conn.close(), Math.random() * reconnectWithin)
  })

  metrics.gauge('bestie_sockets', 'Open sockets.', () => io.engine?.clientsCount ?? 0)

  return {
    io,
    send: (to, event, exceptSocket) => void sendAll([toldTo(to, event)], exceptSocket),
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
    isConnected: openProbes(io, bus, db),
    async stop() {
      // A role without sockets never opened any.
      if (io.engine !== undefined) await io.close()
      await forgetting
    },
  }
}
