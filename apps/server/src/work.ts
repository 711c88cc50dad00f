import { setTimeout as sleep } from 'node:timers/promises'
import type { Ctx } from './ctx'
import { every } from './every'
import { keepRunning, type Running } from './jobs/keep-running'
import { beginToCount, gatewaySteps, ownSteps, sweep } from './jobs/sweep'
import { taskLists } from './jobs/tasks'
import { askAllWhoAreFree } from './pairing/ask-late-joiners'

/** After a look for due jobs the next one comes when the earliest is due: at the soonest and at the latest after so many ms. */
const [soonest, latest] = [25, 100]
/** How often the timers' idle workers poll by themselves, in ms. A poll costs far more than asking whether a timer is due. */
const timersPolled = 5_000
/** How often the workers for pushes and for the gateway poll, in ms. Jobs that are to run at once wake them anyway. */
const [pushesPolled, gatewayPolled] = [200, 1_000]
/** How often to look for undelivered events of processes that died, in ms. */
const relayInterval = 1_000

/**
 * The worker role: runs timers and jobs, sweeps at once and then every `SWEEP_SECONDS`,
 * and asks more mitra when the capacity rises. Returns how to stop it.
 */
export async function work(ctx: Ctx): Promise<{ stop(): Promise<void> }> {
  beginToCount(ctx)
  const tasks = taskLists(ctx)
  // A push service or the gateway may keep a job waiting for long: with a runner for each kind, only the same kind waits behind it.
  const [timers, ...others] = await Promise.all([
    keepRunning(ctx, tasks.own, timersPolled),
    keepRunning(ctx, tasks.gateway, gatewayPolled),
    keepRunning(ctx, tasks.pushes, pushesPolled),
  ])
  const looking = lookForJobs(ctx, timers)
  const failed = (error: unknown) => ctx.log.error({ err: error }, 'a sweep failed')
  const sweeping = [ownSteps, gatewaySteps].map((steps) => every(ctx.env.sweepMs, () => sweep(ctx, steps), failed))
  const relaying = every(
    relayInterval,
    () => ctx.realtime.deliverForgotten(),
    (error) => ctx.log.warn({ err: error }, 'a relay failed'),
  )
  const room = offerMoreRoom(ctx)
  return {
    async stop() {
      room.stop()
      await Promise.all([looking, relaying, ...sweeping].map((each) => each.stop()))
      await Promise.all([timers, ...others].map((each) => each.stop()))
    },
  }
}

/**
 * Wakes a worker as soon as a timer is due. A timer written meanwhile is hardly ever due before the next look, which its window
 * would be late by at most. Jobs that are to run at once wake their workers themselves.
 */
function lookForJobs({ pool }: Ctx, timers: Running): { stop(): Promise<void> } {
  const stopping = new AbortController()
  /** Returns how long to wait until the next look, in ms. */
  async function look(): Promise<number> {
    const { rows } = await pool.query<{ wait: number | null }>({ name: 'ms-until-job', text: 'select ms_until_job() as wait' })
    const wait = rows[0]?.wait ?? latest
    if (wait === 0) timers.wakeOne()
    // Node's timers may ring almost a millisecond early.
    return Math.min(Math.max(wait + 1, soonest), latest)
  }
  async function lookOn(): Promise<void> {
    while (!stopping.signal.aborted) {
      // Failures are ignored here: the idle workers poll too, and log theirs.
      const wait = await look().catch(() => latest)
      await sleep(wait, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }
  const looking = lookOn()
  return {
    async stop() {
      stopping.abort()
      await looking
    },
  }
}

/** When the capacity rises, however the setting was changed, asks every mitra who now has room for the searching requests. */
function offerMoreRoom(ctx: Ctx): { stop(): void } {
  const present = () => ctx.settings.whole('max_customers_per_mitra')
  let [known, isStopped] = [present(), false]
  ctx.settings.onChange(() => {
    const before = known
    known = present()
    if (known <= before || isStopped) return
    askAllWhoAreFree(ctx).catch((error) => ctx.log.error({ err: error }, 'could not ask who has more room now'))
  })
  return {
    stop() {
      isStopped = true
    },
  }
}
