import type { Valkey } from '../bus/valkey'
import { freshFor } from './availability'

/** An answer with the database's clock at its read, in ms. */
interface Answer {
  available: boolean
  read_at: number
}

/** The answer that all processes have in common for 10 s, so that together they ask the database once in that time. */
export interface SharedAvailability {
  /** `ours` to read now; the present answer and its age in ms; or that another process is just reading it. */
  claim(): Promise<'ours' | 'being read' | (Answer & { age: number })>
  /** Keeps what was just read, for 10 s from now. */
  put(answer: Answer): Promise<void>
}

const key = 'bestie:availability'
const beingRead = 'being read'

/** The common answer in Valkey. While that is away, each process reads for itself. */
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
      // The next read that renews this one is then as far away as in this process.
      await commands.set(key, JSON.stringify(answer), 'PX', freshFor).catch(() => {})
    },
  }
}
