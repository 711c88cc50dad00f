import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Socket } from 'socket.io'
import type { Bus } from '../bus/bus'
import { countedFor, countListening } from '../bus/other-processes'
import type { Database } from '../db/tables'
import type { BestieServer } from './socket-server'

/** A probe unanswered for this long (ms) means: not connected. */
const probeTimeout = 2_000

/**
 * Answers other processes' probes from now on. Returns a function that tells whether a device of a person answers a probe within
 * 2 s, on any instance.
 */
export function openProbes(io: BestieServer, bus: Bus, db: Kysely<Database>): (userId: string) => Promise<boolean> {
  /** Probes sent to other processes, by id. */
  const probes = new Map<string, (answers: boolean) => void>()
  /** The count that probes sent in the same turn share: it is taken after all of them. */
  let counting: Promise<number> | undefined
  /** The greatest recent count of other processes, and when it was taken (`performance.now`). */
  let lately = { others: 0, at: 0 }

  async function answersHere(userId: string): Promise<boolean> {
    const ids = [...(io.sockets.adapter.rooms.get(userId) ?? [])]
    const sockets = ids.flatMap((id) => io.sockets.sockets.get(id) ?? [])
    // One answer is enough: a dead connection may still be there beside a new one, and would only delay the result.
    return await Promise.any(sockets.map(({ conn }) => probe(conn))).then(
      () => true,
      () => false,
    )
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
      counting ??= Promise.resolve().then(countOthers)
      counting.then(
        (count) => {
          others = count
          if (refusals >= others) settle(false)
        },
        () => {},
      )
    })
  }

  /** A process whose listening connection has just broken is still there, so the greatest count of the last minute counts. */
  async function countOthers(): Promise<number> {
    counting = undefined
    const others = (await countListening(db)) - 1
    // Not even this process is listening.
    if (others < 0) return Number.POSITIVE_INFINITY
    const now = performance.now()
    if (others >= lately.others || now - lately.at > countedFor) lately = { others, at: now }
    return lately.others
  }

  bus.on('probe', async ({ id, user_id }) => {
    void bus.say('probe_answered', { id, answers: await answersHere(user_id) })
  })
  bus.on('probe_answered', ({ id, answers }) => probes.get(id)?.(answers))

  return async (userId) => {
    const here = answersHere(userId)
    const elsewhere = answersElsewhere(userId)
    return (await Promise.race([here, elsewhere])) || (await here) || (await elsewhere)
  }
}

/** Uses Engine.IO's own ping: every client answers by protocol, so apps need not know about probes. Rejects without an answer. */
function probe(connection: Socket['conn']): Promise<void> {
  return new Promise((resolve, reject) => {
    const answered = () => {
      clearTimeout(patience)
      resolve()
    }
    const patience = setTimeout(() => {
      connection.off('heartbeat', answered)
      reject(new Error('no answer'))
    }, probeTimeout)
    connection.once('heartbeat', answered)
    ;(connection as unknown as { sendPacket(type: 'ping'): void }).sendPacket('ping')
  })
}
