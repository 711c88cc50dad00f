import { setTimeout as sleep } from 'node:timers/promises'
import type { Member } from '../cluster/cluster'
import { startRedis } from '../redis'
import type { Random } from '../simulate/random'
import { openRawSocket, type RawSocket } from './raw-socket'
import type { Stage } from './stage'

/** Injects the fault and resolves when it is over: ended processes run again, broken connections work again. */
type Fault = (stage: Stage, random: Random) => Promise<void>

/** How many devices come back at the same time in a storm. */
const storming = 5_000

/** The faults that can be injected, by name; `clock` holds for the whole run (see stage.ts). */
export const faults: Record<string, Fault> = {
  async kill({ cluster }, random) {
    const member = random.pick(cluster.members)
    await member.end('SIGKILL')
    await member.start()
  },

  restart: (stage, random) => restart(stage, random.pick(stage.cluster.members)),

  async rolling(stage) {
    for (const member of stage.cluster.of('public')) await restart(stage, member)
  },

  postgres: ({ postgres }) => postgres.crash(),

  async valkey(stage, random) {
    const port = Number(new URL(stage.redis.url).port)
    await stage.redis.stop('SIGKILL')
    await sleep(500 + random.whole(3_000))
    stage.redis = await startRedis(port)
  },

  async 'valkey-flush'({ redis }) {
    await redis.flush()
  },

  async 'valkey-pause'({ redis }, random) {
    redis.pause()
    await sleep(2_000 + random.whole(6_000))
    redis.resume()
  },

  async delay({ proxy }, random) {
    proxy.delay(50 + random.whole(250))
    await sleep(5_000)
    proxy.delay(0)
  },

  async cut({ proxy }, random) {
    proxy.cut()
    await sleep(500 + random.whole(3_000))
    proxy.mend()
  },

  async replies({ proxy }) {
    proxy.dropReplies(20)
    await sleep(5_000)
    proxy.dropReplies(0)
  },

  /** Everybody gets a second device that reads nothing of what is sent to it: one for a while, the rest for good. */
  async stalled({ cluster, customers, mitras, probe }) {
    const devices = [probe.mitra, ...customers, ...mitras].map(({ token }) => openRawSocket(cluster.url, token))
    await Promise.all(devices.map(({ entered }) => entered))
    for (const device of devices) device.stall()
    await sleep(8_000)
    for (const device of devices) device.close()
  },

  /** All of them lose their connection at once, and come back at once. A device that is turned away tries again. */
  async storm({ cluster, customers }) {
    const comeIn = async (number: number): Promise<RawSocket> => {
      for (;;) {
        const socket = openRawSocket(cluster.url, (customers[number % customers.length] as { token: string }).token)
        if (await socket.entered) return socket
        await sleep(500 + Math.random() * 1_000)
      }
    }
    const everybody = Array.from({ length: storming }, (_, number) => number)
    const before: RawSocket[] = []
    // The first time they come as people do, in small groups.
    while (before.length < storming)
      before.push(...(await Promise.all(everybody.slice(before.length, before.length + 250).map(comeIn))))
    for (const socket of before) socket.close()
    const after = await Promise.all(everybody.map(comeIn))
    for (const socket of after) socket.close()
  },

  async push({ push }) {
    push.hang(true)
    await sleep(8_000)
    push.hang(false)
  },
}

/** How long a member may take to end after SIGTERM, in ms. */
const mostToEnd = 15_000

async function restart({ slowEnds }: Stage, member: Member): Promise<void> {
  const toldAt = performance.now()
  const status = await member.end('SIGTERM')
  const took = performance.now() - toldAt
  if (status !== 0 || took > mostToEnd)
    slowEnds.push(`${member.name} ended with status ${status} after ${(took / 1000).toFixed(1)} s`)
  await member.start()
}
