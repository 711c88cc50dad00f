import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/** Linux gives ports from 32768 on to outgoing connections: one of those could take the port before anybody listens there. */
const [first, last] = [20_000, 32_000]
/** Nobody may listen yet on a port that was given out before. */
const given = new Set<number>()

/** A port of loopback that nobody has at the moment, and that was not given out before. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(first, last)
    if (given.has(port)) continue
    given.add(port)
    if (await isFree(port)) return port
  }
}

/** Whether somebody could listen on this port of loopback now. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer().once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}
