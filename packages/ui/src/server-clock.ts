/** How far the server's clock is ahead of this device's, and how well we know it. */
let offset = 0
let bestRoundTrip = Number.POSITIVE_INFINITY
let measuredAt = 0

/** How long the quickest answer counts, in ms: clocks drift. */
const recent = 60_000
/** By how much two right measurements may differ, in ms, through rounding and drift, on top of their round trips. */
const tolerance = 50

/**
 * Keeps the offset of the quickest recent answer: the shorter the round trip, the smaller the error. An answer that contradicts it
 * shows that this device's clock was set anew since, and replaces it. All times are in ms since the epoch.
 */
export function noteServerTime(serverMs: number, sentAt: number, receivedAt: number): void {
  const roundTrip = receivedAt - sentAt
  // Below 0 if this device's clock was set back in between.
  if (!Number.isFinite(serverMs) || roundTrip < 0) return
  const measured = serverMs - (sentAt + receivedAt) / 2
  const age = receivedAt - measuredAt
  const clockWasSet = age < 0 || Math.abs(measured - offset) > (roundTrip + bestRoundTrip) / 2 + tolerance
  if (roundTrip > bestRoundTrip && age < recent && !clockWasSet) return
  offset = measured
  bestRoundTrip = roundTrip
  measuredAt = receivedAt
}

/** Now by the server's clock, in ms since the epoch. */
export const serverNow = (): number => Date.now() + offset
