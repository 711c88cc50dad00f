import { type Measured, percentile } from '../figures'
import { anyPayments, barePair, connectBare } from '../stage/bare-crowd'
import { startEjabberd } from '../stage/ejabberd'
import type { Stage } from '../stage/stage'
import { inTurn } from '../turns'
import { crowd } from './contest'
import { customers, mitras, pgbench } from './pairings'
import { messagesBeside } from './relay'

/**
 * What the least possible servers reach beside the references of rows 1 to 4b and 7: they store what the promises need and have
 * nothing else of the product (no tokens, schemas, money, events). A target that these miss cannot be reached with Fastify and
 * socket.io on that machine.
 */
export async function floors(stage: Stage): Promise<Measured[]> {
  return [...(await messages(stage)), ...(await pairings(stage)), await contest(stage), await blast(stage)]
}

async function messages(stage: Stage): Promise<Measured[]> {
  const chats = Array.from({ length: 1_000 }, () => crypto.randomUUID())
  const names = chats.map((_, number) => [`a${number}`, `b${number}`] as const)
  const [counting, bare] = [stage.helper('peers/relay.ts'), stage.helper('peers/relay.ts')]
  const ejabberd = await startEjabberd(stage, names.flat())
  const driver = stage.helper('drivers/talk.ts')
  const pairs = chats.map(barePair)
  const connect = (side: string, url: string, given = pairs) => driver.ask('connect', { side, url, pairs: given })
  await connect('ours', await counting.ask('openCounting', { databaseUrl: await stage.database(), chats }))
  await connect('relay', await bare.ask('open', await stage.database()))
  await connect(
    'ejabberd',
    ejabberd.url,
    names.map(([one, other]) => ({ chat: '', auths: [{ user: one }, { user: other }] })),
  )
  const beside = (name: string, pid: number, number: number, ratio: number) =>
    messagesBeside(stage, driver, {
      pids: { ours: counting.pid, [name]: pid },
      metric: (pairs) =>
        `${number} · messages counted in their chat, ${pairs} pairs, beside ${name === 'relay' ? 'a bare relay' : name}`,
      target: { sign: '≥', ratio },
    })
  const [of1, of2] = [await beside('ejabberd', ejabberd.pid, 1, 6), await beside('relay', bare.pid, 2, 0.75)]
  const steadily = (side: string): Promise<number[]> => driver.ask('steady', { side, rate: 400, ms: 5_000 })
  const times = await inTurn(
    () => steadily('relay'),
    () => steadily('ejabberd'),
  )
  const of3 = [50, 99].map((share) => ({
    metric: `3 · send to receipt by a bare relay at 400 messages/s, p${share}`,
    unit: 'ms',
    ours: times.ours.map((turn) => percentile(turn, share)),
    reference: times.reference.map((turn) => percentile(turn, share)),
    target: { sign: '≤', ratio: 0.6 } as const,
  }))
  return [...of1, ...of2, ...of3]
}

/**
 * Starts and accepts by the least server beside pgbench: with two small statements, and with the rows that pgbench writes, which
 * are those of the product.
 */
async function pairings(stage: Stage): Promise<Measured[]> {
  const [small, whole] = [stage.helper('peers/least-matching.ts'), stage.helper('peers/least-matching.ts')]
  const driver = stage.helper('drivers/pair.ts')
  const bestie = await stage.bestie()
  const reference = await pgbench(stage, bestie)
  const urls: Record<string, string> = {
    small: await small.ask('open', { databaseUrl: await stage.database(), mitras }),
    whole: await whole.ask('openWhole', { databaseUrl: bestie.databaseUrl, mitras }),
  }
  const measured: Measured[] = []
  for (const [side, url] of Object.entries(urls)) {
    await connectBare(driver, side, url, { customers, mitras, linesEach: customers / mitras })
    measured.push({
      metric: `4 · pairings by Fastify with ${side === 'small' ? 'two small statements' : 'the rows that pgbench writes'}, 32 at a time`,
      unit: 'pairings/s',
      ...(await inTurn(() => driver.ask('pair', { side, payments: anyPayments(customers, 40) }), reference)),
      target: { sign: '≥', ratio: 0.5 },
    })
  }
  return measured
}

/** Fifty mitra who accept each request at once: the least server beside the plain way. */
async function contest(stage: Stage): Promise<Measured> {
  const [server, plain, driver] = [
    stage.helper('peers/least-matching.ts'),
    stage.helper('peers/plain.ts'),
    stage.helper('drivers/pair.ts'),
  ]
  for (const [side, process] of Object.entries({ least: server, plain })) {
    await connectBare(
      driver,
      side,
      await process.ask('open', { databaseUrl: await stage.database(), mitras: crowd.mitras }),
      crowd,
    )
  }
  const play = (side: string, each: number) => async () =>
    ((await driver.ask('contest', { side, payments: anyPayments(crowd.customers, each) })) as { rate: number }).rate
  const figures = await inTurn(play('least', 10), play('plain', 3))
  return {
    metric: '4b · matches by Fastify with two small statements, 50 mitra accept each at once',
    unit: 'matches/s',
    ...figures,
    target: { sign: '≥', ratio: 10 },
  }
}

/** A bare broadcast of one event, with nothing stored and nobody asking for it, to 1,000 sockets beside 100. */
async function blast(stage: Stage): Promise<Measured> {
  const peer = stage.helper('peers/bare.ts')
  const url: string = await peer.ask('open')
  const driver = stage.helper('drivers/crowd.ts')
  const broadcasts = 20
  const to = (count: number) => {
    const side = String(count)
    return {
      connect: () => driver.ask('connect', { side, url, auths: Array(count).fill({ room: side }) }),
      async turn() {
        let sum = 0
        for (let said = 0; said < broadcasts; said += 1) {
          await driver.ask('listen', side)
          const startedAt = performance.now()
          await peer.ask('broadcast', {
            event: 'chat_request',
            data: { chat_session_id: crypto.randomUUID(), call_name: 'Teman 1' },
            to: side,
          })
          await driver.ask('heard', side)
          sum += performance.now() - startedAt
        }
        return sum / broadcasts
      },
    }
  }
  const [many, few] = [to(1_000), to(100)]
  await many.connect()
  await few.connect()
  return {
    metric: '7 · a bare broadcast to 1,000, beside 100',
    unit: 'ms',
    ...(await inTurn(many.turn, few.turn)),
    target: { sign: '≤', ratio: 3 },
  }
}
