import type { Measured } from '../figures'
import type { Stage } from '../stage/stage'

/** A part of the bench; the command line names it. */
export type Part = (stage: Stage) => Promise<Measured[]>
