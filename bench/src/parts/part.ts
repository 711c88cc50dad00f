import type { Measured } from '../figures'
import type { Stage } from '../stage/stage'

/** A part of the bench, by the name that it is asked for. */
export type Part = (stage: Stage) => Promise<Measured[]>
