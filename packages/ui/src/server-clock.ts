/** How far the server's clock is ahead of this device's, and how well we know it. */
let offset = 0
let bestRoundTrip = Number.POSITIVE_INFINITY
let measuredAt = 0

/** Keeps the offset of the quickest recent answer: the shorter the round trip, the smaller the error. */
export function noteServerTime(serverMs: number, sentAt: number, receivedAt: number): void {
  if (!Number.isFinite(serverMs)) return
  const roundTrip = receivedAt - sentAt
  if (roundTrip > bestRoundTrip && receivedAt - measuredAt < 60_000) return
  offset = serverMs - (sentAt + receivedAt) / 2
  bestRoundTrip = roundTrip
  measuredAt = receivedAt
}

/** Now by the server's clock, in ms since the epoch. */
export const serverNow = (): number => Date.now() + offset
