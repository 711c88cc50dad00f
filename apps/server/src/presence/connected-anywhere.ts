import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import type { User } from '../auth/tokens'
import type { Valkey } from '../bus/valkey'
import { type Connected, countSockets } from './connected'

/** How long an instance's entry about its sockets lasts without renewal, and how often it is renewed; both in ms. */
const lease = 6_000
const renewEvery = 2_000

const instances = 'bestie:instances'
const roles = ['customer', 'mitra'] as const
const keyOf = (instance: string, role: User['role']) => `bestie:connected:${instance}:${role}`

/**
 * Every instance keeps in Valkey the people who have a socket on it, under a lease: those of a dead instance are gone
 * within 6 s. An emptied Valkey is filled again at the next renewal; without Valkey nothing is known of other instances.
 */
export function connectedAnywhere(valkey: Valkey, log: Logger): Connected {
  const self = randomUUID()
  const { commands } = valkey
  const ignore = (error: Error) => log.debug({ err: error }, 'could not say who is connected')
  /** The roles for which a change may not have reached Valkey. */
  const doubtful = new Set<User['role']>()
  const here = countSockets(({ id, role }, isHere) => {
    const key = keyOf(self, role)
    const change = isHere
      ? commands.multi().sadd(instances, self).sadd(key, id).pexpire(key, lease).exec()
      : commands.srem(key, id)
    change.catch((error) => {
      doubtful.add(role)
      ignore(error)
    })
  })

  const others = async () => (await commands.smembers(instances)).filter((instance) => instance !== self)

  async function renew(): Promise<void> {
    for (const role of roles) {
      const key = keyOf(self, role)
      if (here.ids(role).length === 0 && !doubtful.has(role)) continue
      await commands.multi().sadd(instances, self).pexpire(key, lease).exec()
      const said = await commands.scard(key)
      // Read in the same turn that rewrites the entry, so that any later change is sent after it.
      const ids = here.ids(role)
      if (said === ids.length && !doubtful.has(role)) continue
      doubtful.delete(role)
      const again = commands.multi().del(key)
      for (let at = 0; at < ids.length; at += 5_000) again.sadd(key, ...ids.slice(at, at + 5_000))
      await again
        .pexpire(key, lease)
        .exec()
        .catch((error) => {
          doubtful.add(role)
          throw error
        })
    }
    for (const instance of await others()) {
      const isAlive = await commands.exists(...roles.map((role) => keyOf(instance, role)))
      if (isAlive === 0) await commands.srem(instances, instance)
    }
  }

  let renewing = renew().catch(ignore)
  const timer = setInterval(() => {
    renewing = renewing.then(renew).catch(ignore)
  }, renewEvery)
  commands.on('ready', () => {
    renewing = renewing.then(renew).catch(ignore)
  })

  return {
    ...here,
    async among(userIds) {
      const found = new Set(userIds.filter(here.isHere))
      const elsewhere = userIds.filter((id) => !found.has(id))
      if (elsewhere.length === 0) return found
      try {
        const keys = (await others()).flatMap((instance) => roles.map((role) => keyOf(instance, role)))
        for (const isThere of await Promise.all(keys.map((key) => commands.smismember(key, elsewhere))))
          for (const [index, id] of elsewhere.entries()) if (isThere[index] === 1) found.add(id)
        return found
      } catch (error) {
        ignore(error as Error)
        return undefined
      }
    },
    mitrasHere: () => here.ids('mitra'),
    async stop() {
      clearInterval(timer)
      await renewing
      await commands
        .multi()
        .srem(instances, self)
        .del(...roles.map((role) => keyOf(self, role)))
        .exec()
        .catch(ignore)
    },
  }
}
