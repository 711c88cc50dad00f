export type Availability = 'unknown' | 'yes' | 'no'

type Options = {
  read: (signal: AbortSignal) => Promise<boolean>
}

/**
 * From the start of one poll to the start of the next, in ms. With the patience it stays below 5 s: that long after the last
 * answer, silence has taken back a yes. Polling more often would leave more patience, and cost every server and phone.
 */
const every = 4_100
/** After this many ms without an answer, a yes becomes unknown until the answer comes. */
const patience = 850
/** A slow line gets more patience, or the button would flicker with every poll. */
const mostPatience = 2_000
/** For how long after the last answer a yes is good at most, in ms: just under 5 s, also where a busy phone delays the next poll. */
const goodFor = 4_900

/**
 * Whether a bestie is available, polled a little more often than every 5 s while it runs. A failed poll means no.
 * A poll without a quick answer takes back a yes: nobody should pay on stale hope, or read that nobody is there
 * because the network is slow. Watchers hear of changes only, so that a poll that changes nothing renders nothing.
 */
export function createAvailability({ read }: Options) {
  let current: Availability = 'unknown'
  let next: ReturnType<typeof setTimeout> | undefined
  let asking: AbortController | undefined
  let lastTook = 0
  let lastAnswer = Number.NEGATIVE_INFINITY
  const watchers = new Set<() => void>()

  const become = (value: Availability) => {
    if (value === current) return
    current = value
    for (const watcher of watchers) watcher()
  }

  /** Polls at once; the next poll comes a full period later. */
  function poll(): void {
    stop()
    next = setTimeout(poll, every)
    const mine = new AbortController()
    asking = mine
    const askedAt = performance.now()
    const usual = Math.max(patience, Math.min(2 * lastTook, mostPatience))
    // After a pause the last answer is old anyway, and the button must not flicker.
    const left = lastAnswer + goodFor - askedAt
    const late = setTimeout(() => current === 'yes' && become('unknown'), left > 0 ? Math.min(usual, left) : usual)
    mine.signal.addEventListener('abort', () => clearTimeout(late))
    read(mine.signal)
      .then(
        (available) => mine.signal.aborted || become(available ? 'yes' : 'no'),
        () => mine.signal.aborted || become('no'),
      )
      .finally(() => {
        clearTimeout(late)
        if (mine.signal.aborted) return
        lastAnswer = performance.now()
        lastTook = lastAnswer - askedAt
      })
  }

  /** Sends no request until the next `poll`. */
  function stop(): void {
    clearTimeout(next)
    asking?.abort()
  }

  return {
    poll,
    stop,
    get: () => current,
    subscribe(watcher: () => void): () => void {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
  }
}

export type AvailabilityWatch = ReturnType<typeof createAvailability>
