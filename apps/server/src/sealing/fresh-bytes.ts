import { randomFillSync } from 'node:crypto'

/** Fetched many at once: one by one, they cost as much as a cipher. */
const fetched = Buffer.alloc(16 * 1024)
let used = fetched.length

/** This many random bytes, for use at once: later the same memory holds others. */
export function freshBytes(count: number): Buffer {
  if (used + count > fetched.length) {
    randomFillSync(fetched)
    used = 0
  }
  used += count
  return fetched.subarray(used - count, used)
}
