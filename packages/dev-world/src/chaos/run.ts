import { setTimeout as sleep } from 'node:timers/promises'
import { randomFrom } from '../simulate/random'
import { openApp } from './app'
import { faults } from './faults'
import { startLoad } from './load'
import { findLosses } from './losses'
import { type Look, type Probe, startProbe } from './probe'
import { type Injection, mostRecovery, recoveryOf, table } from './report'
import { openStage } from './stage'
import { startWatch } from './watch'

/** What to do for how long; the seed decides the order of the faults and what people do. */
export interface Plan {
  seed: number
  minutes: number
  /** Names in `faults`, and `clock`. */
  faults: string[]
  customers: number
  mitras: number
}

/** How long the stage is left alone after the service is back, in ms. */
const rest = 3_000
/** How long to wait for a service that does not come back, in ms. */
const giveUp = 60_000

/** Runs the plan and reports on stdout. Returns true if nothing was violated. */
export async function runChaos(plan: Plan): Promise<boolean> {
  const random = randomFrom(plan.seed)
  const stage = await openStage({ ...plan, clock: plan.faults.includes('clock') })
  try {
    const probe = await startProbe(stage.cluster.url, stage.probe)
    const watch = startWatch(stage)
    const customers = stage.customers.map((account) => openApp(stage.cluster.url, 'client', account))
    const mitras = stage.mitras.map((account) => openApp(stage.cluster.url, 'mitra', account))
    const load = startLoad(customers, mitras, randomFrom(plan.seed + 1))
    const injections: Injection[] = []
    const failures: string[] = []
    const endsAt = performance.now() + plan.minutes * 60_000
    watch.calm(true)
    await sleep(rest)
    for (const fault of inTurns(
      plan.faults.filter((name) => name !== 'clock'),
      random,
    )) {
      if (performance.now() >= endsAt) break
      watch.calm(false)
      const startedAt = performance.now()
      await faults[fault]?.(stage, random)
      const injection = { fault, startedAt, endedAt: performance.now() }
      injections.push(injection)
      watch.calm(true)
      const recovery = await recovered(injection, probe)
      const told = recovery === undefined ? 'never' : `${(recovery / 1000).toFixed(1)} s`
      console.log(
        `${((startedAt + plan.minutes * 60_000 - endsAt) / 1000).toFixed(0).padStart(5)} s  ${fault.padEnd(14)} back after ${told}`,
      )
      if (recovery === undefined || recovery > mostRecovery)
        failures.push(`the service was back ${told} after ${fault}: ${whatFailed(probe.looks, injection.endedAt)}`)
      await sleep(rest)
    }
    await load.finish()
    await probe.stop()
    await watch.stop()
    const apps = [...customers, ...mitras, ...probe.apps]
    const losses = await findLosses(stage.pool, apps)
    for (const app of apps) app.close()

    const { payments, chats, messages, extensions } = load.deeds
    failures.push(...watch.violations, ...load.complaints, ...stage.deaths, ...stage.slowEnds, ...losses.map(({ what }) => what))
    if (injections.length === 0 || payments === 0 || chats === 0 || messages === 0)
      failures.push('too little happened to prove anything')
    const memory = [...watch.memory].map(([name, held]) => `${name} ${held.toFixed(0)}`).join(', ')
    console.log(`\n${table(injections, probe.looks, losses)}\n`)
    console.log(`seed ${plan.seed}: ${payments} payments, ${chats} chats, ${messages} messages, ${extensions} extensions`)
    console.log(
      `${probe.looks.length} looks, ${probe.looks.filter(({ ok }) => !ok).length} in vain; most memory in MB: ${memory}`,
    )
    console.log(`a window was open at most ${watch.latest.toFixed(1)} s past its end (allowed: two sweeps)`)
    for (const failure of failures) console.log(`VIOLATION  ${failure}`)
    console.log(failures.length === 0 ? 'nothing was violated' : `${failures.length} violations`)
    return failures.length === 0
  } finally {
    await stage.stop()
  }
}

/** All faults in random order, again and again, so that each comes equally often. */
function* inTurns(names: string[], random: ReturnType<typeof randomFrom>): Generator<string> {
  while (names.length > 0) {
    const left = [...names]
    while (left.length > 0) yield left.splice(random.whole(left.length), 1)[0] as string
  }
}

/** Waits until a look succeeds again, and then for a few more looks. */
async function recovered(injection: Injection, { looks }: Probe): Promise<number | undefined> {
  const isBack = () => {
    const after = looks.filter(({ startedAt }) => startedAt >= injection.endedAt)
    return after.length >= 3 && after.slice(-3).every(({ ok }) => ok)
  }
  while (!isBack() && performance.now() < injection.endedAt + giveUp) await sleep(100)
  return recoveryOf(injection, looks)
}

/** What has failed since then, and how often. */
function whatFailed(looks: Look[], since: number): string {
  const counts = new Map<string, number>()
  for (const { startedAt, failed } of looks)
    if (startedAt >= since && failed !== undefined) counts.set(failed, (counts.get(failed) ?? 0) + 1)
  return [...counts].map(([what, times]) => `${times} × ${what}`).join(', ')
}
