import type { Logger } from 'pino'
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import type { Valkey } from '../bus/valkey'

/** Allows each subject an action a limited number of times per window, counted exactly, also for concurrent calls. */
export interface Limiter {
  /** Counts one attempt; returns undefined, or, if it was one too many, the seconds left of the window. */
  take(subject: string): Promise<number | undefined>
  /** Takes back an attempt that turned out not to count. */
  giveBack(subject: string): Promise<void>
}

/**
 * Allows `most()` attempts (asked anew at each attempt) in `seconds`. All processes count together in Valkey;
 * without it, or while it is away, each counts in its own memory, so the limit then holds per process.
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
