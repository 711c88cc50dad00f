import { blast } from './blast'
import { contest } from './contest'
import { ejabberd, steady } from './ejabberd'
import { floors } from './floors'
import { history } from './history'
import { memory } from './memory'
import { pairings } from './pairings'
import type { Part } from './part'
import { polls } from './polls'
import { relay } from './relay'
import { start } from './start'
import { told } from './told'
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

/** Parts that run only when named: `history` takes too long for every run, and `floors` does not measure the product. */
export const partsAlone: Record<string, Part> = { history, floors }
