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
/**
 * A slow line gets more patience, or the button would flicker with every poll: at most as much more as its last
 * answer took, since the 5 s count from that answer and not from its poll.
 */
const mostPatience = 2_000

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
    const late = setTimeout(
      () => current === 'yes' && become('unknown'),
      Math.max(patience, Math.min(2 * lastTook, lastTook + patience, mostPatience)),
    )
    mine.signal.addEventListener('abort', () => clearTimeout(late))
    read(mine.signal)
      .then(
        (available) => mine.signal.aborted || become(available ? 'yes' : 'no'),
        () => mine.signal.aborted || become('no'),
      )
      .finally(() => {
        clearTimeout(late)
        if (!mine.signal.aborted) lastTook = performance.now() - askedAt
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
