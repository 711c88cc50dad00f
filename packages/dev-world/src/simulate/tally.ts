import type { Step } from './history'

/** What was simulated, and what violation was found. */
export interface Tally {
  runs: number
  steps: number
  commands: number
  commits: number
  crashes: number
  lostReplies: number
  pairs: number
  violations: Violation[]
}

/** A history that the model does not explain, or that left something open or broken. */
export interface Violation {
  seed: number
  what: string
  /** The steps that still fail. */
  steps: Step[]
}

export const nothingYet = (): Tally => ({
  runs: 0,
  steps: 0,
  commands: 0,
  commits: 0,
  crashes: 0,
  lostReplies: 0,
  pairs: 0,
  violations: [],
})
