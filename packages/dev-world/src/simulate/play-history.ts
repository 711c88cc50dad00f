import type { Ctx } from '@bestie/server/ctx'
import { Refusal } from '@bestie/server/refusal'
import type pg from 'pg'
import { v7 as uuidv7 } from 'uuid'
import { Broken, openAgreement } from './agreement'
import { beginHistory } from './begin-history'
import { commands } from './commands'
import { openContext } from './context'
import type { Side } from './explain'
import { Crash, type Deeds, openProcess } from './faulty-process'
import { makesSense, nextStep, type Step } from './history'
import { jobs } from './jobs'
import { brokenInvariants, openEnds } from './left-open'
import type { Argument, CommandName } from './model/courses'
import type { Model } from './model/state'
import { nameIt, observe } from './observe'
import { passTime } from './pass-time'
import { type Random, randomFrom } from './random'
import type { Tally } from './tally'
import { openTurns } from './turns'

interface Tier {
  id: string
  kind: string
  amount: number
  minutes: number
}

/**
 * Makes this history's own people in an existing database, and a model that starts in the same
 * state. `play` carries out the `given` steps or, without any, random ones that depend on the
 * seed alone. It adds each to `recorded`, and throws when the database or an answer is wrong.
 */
export async function openHistory(of: {
  seed: number
  pool: pg.Pool
  db: Ctx['db']
  monitor: pg.PoolClient
  tiers: Tier[]
  tally: Tally
  recorded: Step[]
}) {
  const { seed, pool, db, monitor, tiers, tally, recorded } = of
  const random = randomFrom(seed)
  const { names, model, customers, mitras } = await beginHistory(pool, random)
  const agreement = openAgreement(model, () => observe(pool, names, customers.ids, mitras.ids))
  const ctx = await openContext({
    pool,
    db,
    rules: model.rules,
    connected: () => mitras.names.filter((name) => model.mitras[name]?.connected).flatMap((name) => names.ids.get(name) ?? []),
  })

  function idOf(name: string): string {
    let id = names.ids.get(name)
    if (id === undefined) {
      if (!/^p\d+$/.test(name)) throw new Error(`nothing is called ${name}`)
      id = uuidv7()
      nameIt(names, id, name)
    }
    return id
  }

  /** Carries out one command in a process of its own. The answer is undefined if the process died on the way. */
  async function carryOut(step: Step, process: number, turns?: ReturnType<typeof openTurns>): Promise<Side> {
    const opened = openProcess(ctx, { number: process, fault: step.fault, turns, page: model.rules.page })
    const setting = {
      ctx: opened.ctx,
      id: idOf,
      model,
      tier: (kind: string, amount: number) => (tiers.find((tier) => tier.kind === kind && tier.amount === amount) as Tier).id,
    }
    const command = step.command as CommandName
    const run = commands[command] as (given: typeof setting, argument: Argument<CommandName>) => Promise<unknown>
    const side: Side = { command, argument: step.argument, answer: undefined }
    try {
      await run(setting, step.argument as never)
      if (!opened.deeds.crashed) side.answer = 'ok'
    } catch (error) {
      if (opened.deeds.crashed || error instanceof Crash) side.answer = undefined
      else if (error instanceof Refusal) side.answer = error.code
      else throw error
    }
    count(opened.deeds)
    return side
  }

  function count(deeds: Deeds): void {
    tally.commands += 1
    tally.commits += deeds.commits
    if (deeds.crashed) tally.crashes += 1
  }

  async function play(given?: Step[]): Promise<void> {
    try {
      if (given === undefined) {
        const length = 10 + random.whole(16)
        let last: Step | undefined
        for (let n = 0; n < length; n += 1) {
          last = nextStep(model, random, tiers, last)
          await take(last)
        }
      } else for (const step of given) await take(step)
      await settle()
    } finally {
      // What a broken history left open must not disturb the next one.
      await pool.query('update mitras set is_online = false where id = any($1)', [mitras.ids])
      await pool.query('delete from graphile_worker._private_jobs')
    }
  }

  async function take(step: Step): Promise<void> {
    recorded.push(step)
    tally.steps += 1
    if (step.command === 'pass') return await pass(step.argument as number)
    if (step.command === 'work') return await work(step)
    if (step.command === 'connected') {
      const { mitra, connected } = step.argument as { mitra: string; connected: boolean }
      for (const one of agreement.states()) (one.mitras[mitra] as Model['mitras'][string]).connected = connected
      return
    }
    if (!makesSense(model, step) || (step.with !== undefined && !makesSense(model, step.with))) return
    if (step.with !== undefined) return await meet(step, step.with, randomFrom(step.seed ?? 0))
    if (step.lost) {
      tally.lostReplies += 1
      await agreement.reach([await carryOut(step, 0)])
    }
    await agreement.reach([await carryOut(step, 0)])
  }

  async function meet(one: Step, other: Step, order: Random): Promise<void> {
    tally.pairs += 1
    const turns = openTurns(order, monitor)
    const sides: Side[] = []
    await turns.meet(
      [one, other].map((step, index) => async () => {
        sides[index] = await carryOut(step, index, turns)
      }),
    )
    await agreement.reach(sides)
  }

  /** Lets time pass, by moving every stored instant of these people back. */
  async function pass(seconds: number): Promise<void> {
    await passTime(pool, customers.ids, mitras.ids, seconds)
    for (const one of agreement.states()) one.now += seconds
  }

  /** The worker runs the jobs that are due. If it dies, its job is lost: the sweeper has to find the work. */
  async function work(step: Step): Promise<void> {
    const { rows } = await pool.query(
      `select j.id, t.identifier as task, j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
      where j.run_at <= clock_timestamp() order by j.run_at, j.id`,
    )
    let fault = step.fault
    for (const { id, task, payload } of rows) {
      const job = jobs[task as keyof typeof jobs]?.(names, payload)
      if (job !== undefined) {
        const side = await carryOut({ ...job, ...(fault === undefined ? {} : { fault }) }, 0)
        fault = undefined
        await agreement.reach([side])
        const settlesItself = !['capture', 'release', 'withdraw', 'freed'].includes(job.command)
        if (side.answer === undefined && !settlesItself) await agreement.reach([await carryOut(job, 0)])
      }
      await pool.query('delete from graphile_worker._private_jobs where id = $1', [id])
    }
  }

  /** Once everything that was going to happen has happened, nothing may be left open. */
  async function settle(): Promise<void> {
    for (let round = 0; round < 3; round += 1) {
      await pass(7_200)
      for (const [key, { gateway }] of Object.entries(model.payments)) {
        if (gateway.status === 'captured') await agreement.reach([await carryOut({ command: 'notified', argument: key }, 0)])
      }
      if (round > 0) await work({ command: 'work', argument: null })
      await agreement.reach([await carryOut({ command: 'sweep', argument: null }, 0)])
      await work({ command: 'work', argument: null })
    }
    const left = await openEnds(pool, customers.ids)
    if (left.length > 0) throw new Broken(`left open: ${left.join(', ')}`)
    const broken = await brokenInvariants(db)
    if (broken.length > 0) throw new Broken(`broken: ${broken.join(', ')}`)
  }

  return { play }
}
