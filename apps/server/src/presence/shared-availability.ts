import type { Valkey } from '../bus/valkey'
import { freshFor } from './availability'

/** An answer with the database's clock when it was read, in ms. */
interface Answer {
  available: boolean
  read_at: number
}

/** The answer that all processes share for 10 s, so that together they read the database once in that time. */
export interface SharedAvailability {
  /** `ours`: this process should read now; or the present answer and its age in ms; or `being read` by another process. */
  claim(): Promise<'ours' | 'being read' | (Answer & { age: number })>
  /** Stores what was just read, for 10 s from now. */
  put(answer: Answer): Promise<void>
}

const key = 'bestie:availability'
const beingRead = 'being read'

/** The shared answer in Valkey. While that is away, each process reads for itself. */
export function sharedAvailability({ commands }: Valkey): SharedAvailability {
  return {
    async claim() {
      try {
        if ((await commands.set(key, beingRead, 'PX', freshFor, 'NX')) !== null) return 'ours'
        const [text, left] = await Promise.all([commands.get(key), commands.pttl(key)])
        if (text === null) return 'ours'
        return text === beingRead ? beingRead : { ...(JSON.parse(text) as Answer), age: freshFor - left }
      } catch {
        return 'ours'
      }
    },
    async put(answer) {
      // This lasts as long as this process's own copy, so both are renewed by the same read.
      await commands.set(key, JSON.stringify(answer), 'PX', freshFor).catch(() => {})
    },
  }
}
