import { setTimeout as sleep } from 'node:timers/promises'
import { type Measured, median } from '../figures'
import { cpuOf } from '../stage/cpu'
import type { HelperProcess } from '../stage/helper-process'
import { makePayments, makePeople } from '../stage/people'
import type { Stage } from '../stage/stage'
import { inTurn } from '../turns'

/** The number of connected mitra, and of blasts per turn, chosen so that each turn costs enough to be measured. */
const sizes = [
  { count: 100, blasts: 40 },
  { count: 1_000, blasts: 8 },
  { count: 5_000, blasts: 4 },
]

/**
 * The turns of one size lie between half and twice their median: five would not show on which side of the target the ratio lies.
 */
const turns = 7

/** How often, and how long each time (ms), to measure the server's idle cost: a single job could falsify a single measurement. */
const idles = 7
const alone = 2_000

/** How many blasts V8 needs until both sides are compiled, as they are in a server in use. */
const untilWarm = 100

/** How long the server gets to delete the events that it delivered, in ms; their deletion is part of a blast's cost. */
const forgetting = 100

/**
 * The cost of a request for each connected mitra that it goes to, beside
 * one bare broadcast; and how the time grows with the number of mitra.
 */
export async function blast(stage: Stage): Promise<Measured[]> {
  const bestie = await stage.bestie()
  const peer = stage.helper('peers/bare.ts')
  const peerUrl: string = await peer.ask('open')
  const driver = stage.helper('drivers/crowd.ts')
  const customer = (await makePeople(bestie.pool, 'customer', 1))[0] as { id: string; token: string }
  const times = new Map<number, number[]>()
  const measured: Measured[] = []
  let connected = 0
  for (const { count, blasts } of sizes) {
    const mitras = await makePeople(bestie.pool, 'mitra', count - connected)
    await driver.ask('connect', { side: 'ours', url: bestie.url, auths: mitras.map(({ token }) => ({ token })) })
    await driver.ask('connect', { side: 'bare', url: peerUrl, auths: mitras.map(() => ({})) })
    connected = count
    await bestie.pool.query('analyze')
    await sleep(2_000)
    const took: number[] = []
    times.set(count, took)
    /** One blast: its time, in ms, and its CPU, in ms, less what the server spends when idle (`idle`, in ms of CPU per ms). */
    const ask = async (payment_session_id: string, pause: number, idle: number) => {
      const [before, startedAt] = [await cpuOf(bestie.pid), performance.now()]
      const { ms, cancel } = await startSearch(driver, customer.token, payment_session_id)
      await sleep(pause)
      const cpu = (await cpuOf(bestie.pid)) - before - idle * (performance.now() - startedAt)
      await cancel()
      await sleep(pause)
      return { cpu, ms }
    }
    const idle = median(await inARow(idles, () => idleCost(bestie.pid)))
    const ours = async () => {
      let sum = 0
      for (const payment of await makePayments(bestie.pool, Array(blasts).fill(customer))) {
        const { cpu, ms } = await ask(payment, forgetting, idle)
        sum += cpu
        took.push(ms)
      }
      return (sum * 1_000) / (blasts * count)
    }
    const card = {
      chat_session_id: customer.id,
      request_type: 'general',
      topic_sensitivity: 'regular',
      call_name: 'Teman 1',
      duration_minutes: 15,
      deadline_at: new Date().toISOString(),
    }
    // As rarely as ours: work after a pause costs either side more.
    const bare = async () => {
      const before = await cpuOf(peer.pid)
      for (let said = 0; said < blasts; said += 1) {
        await broadcast(driver, peer, card)
        await sleep(2 * forgetting)
      }
      return ((await cpuOf(peer.pid)) - before) * (1_000 / (blasts * count))
    }
    if (count === sizes[0]?.count) {
      for (const payment of await makePayments(bestie.pool, Array(untilWarm).fill(customer))) await ask(payment, 0, 0)
      for (let said = 0; said < untilWarm; said += 1) await broadcast(driver, peer, card)
    }
    measured.push({
      metric: `7 · blast to ${count} mitra, the server's CPU for each`,
      unit: 'µs',
      ...(await inTurn(ours, bare, { times: turns })),
      target: { sign: '≤', ratio: 1.3 },
    })
  }
  /** The mean of each counted turn. The two sizes were not measured in the same turns. */
  const means = ({ count, blasts }: (typeof sizes)[number]) => {
    const took = times.get(count) as number[]
    const ofTurn = (turn: number) => took.slice(took.length - (turns - turn) * blasts).slice(0, blasts)
    return Array.from({ length: turns }, (_, turn) => ofTurn(turn).reduce((sum, ms) => sum + ms, 0) / blasts)
  }
  const [few, many] = sizes as [(typeof sizes)[number], (typeof sizes)[number]]
  measured.push({
    metric: '7 · blast, from the start to the last of 1,000 mitra, beside 100',
    unit: 'ms',
    ours: means(many),
    reference: means(few),
    target: { sign: '≤', ratio: 3 },
  })
  return measured
}

/** Starts a search by the driver: the ms until every mitra has it, and how to cancel it. */
async function startSearch(driver: HelperProcess, token: string, payment_session_id: string) {
  const path = '/api/client/chats'
  const { ms, text } = await driver.ask('tell', { side: 'ours', path: `${path}/start`, token, body: { payment_session_id } })
  const { chat_session_id } = JSON.parse(text)
  return { ms, cancel: () => driver.ask('tell', { side: 'ours', path: `${path}/${chat_session_id}/cancel`, token }) }
}

async function broadcast(driver: HelperProcess, peer: HelperProcess, data: object): Promise<void> {
  await driver.ask('listen', 'bare')
  await peer.ask('broadcast', { event: 'chat_request', data })
  await driver.ask('heard', 'bare')
}

async function inARow<Result>(times: number, work: () => Promise<Result>): Promise<Result[]> {
  const results: Result[] = []
  while (results.length < times) results.push(await work())
  return results
}

/** What an idle process costs, in ms of CPU per ms: the server polls its job queue. */
async function idleCost(pid: number): Promise<number> {
  const [before, startedAt] = [await cpuOf(pid), performance.now()]
  await sleep(alone)
  return ((await cpuOf(pid)) - before) / (performance.now() - startedAt)
}
