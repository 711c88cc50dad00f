import { blast } from './blast'
import { ejabberd, steady } from './ejabberd'
import { history } from './history'
import { memory } from './memory'
import { contest, pairings, told } from './pairings'
import type { Part } from './part'
import { polls } from './polls'
import { relay } from './relay'
import { start } from './start'
import { windows } from './windows'

/** The parts by name, in the order in which all of them run. */
export const parts: Record<string, Part> = {
  ejabberd,
  relay,
  steady,
  pairings,
  contest,
  told,
  polls,
  blast,
  memory,
  windows,
  start,
}

/** Parts that take too long for every run: they run only when named. */
export const partsAlone: Record<string, Part> = { history }
