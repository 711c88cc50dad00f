import type { Logger } from 'pino'
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import type { Valkey } from '../bus/valkey'

/** Lets each subject do a thing so many times in a window, and counts exactly, however many ask at once. */
export interface Limiter {
  /** Counts one; answers undefined, or how many seconds are left of the window when it was one too many. */
  take(subject: string): Promise<number | undefined>
  /** Takes one back that turned out not to count. */
  giveBack(subject: string): Promise<void>
}

/**
 * A limiter of `most()` in `seconds`, which is asked for each time. All processes count together in Valkey; where there is none, or while
 * it is away, each counts in its own memory, so the limit then holds per process.
 */
export function openLimiter(
  name: string,
  { seconds, most, valkey, log }: { seconds: number; most: () => number; valkey: Valkey | undefined; log: Logger },
): Limiter {
  const options = { keyPrefix: `bestie:limit:${name}`, duration: seconds }
  const inMemory = new RateLimiterMemory({ ...options, points: most() })
  const limiter =
    valkey === undefined
      ? inMemory
      : new RateLimiterRedis({
          ...options,
          points: most(),
          storeClient: valkey.commands,
          insuranceLimiter: inMemory,
        })
  return {
    async take(subject) {
      limiter.points = inMemory.points = most()
      try {
        await limiter.consume(subject)
        return undefined
      } catch (refused) {
        if (!(refused instanceof RateLimiterRes)) throw refused
        return Math.max(1, Math.ceil(refused.msBeforeNext / 1000))
      }
    },
    async giveBack(subject) {
      await limiter.reward(subject).catch((error: unknown) => log.warn({ err: error }, 'could not give a try back'))
    },
  }
}
