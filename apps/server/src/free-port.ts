import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'

/** Linux uses ports from 32768 up for outgoing connections, which could take a port before anybody listens on it. */
const [first, last] = [20_000, 32_000]

/** A loopback port that is free now and that no running process has already been given. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(first, last)
    if ((await isFree(port)) && (await claim(port))) return port
  }
}

/** Whether a server could listen on this loopback port now. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer().once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}

/**
 * Reserves the port by binding UDP of the same number until this process exits,
 * so that two processes do not pick the same port before either listens.
 */
function claim(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const claimed = createSocket('udp4').once('error', () => claimed.close(() => resolve(false)))
    claimed.bind({ port, address: '127.0.0.1', exclusive: true }, () => {
      claimed.unref()
      resolve(true)
    })
  })
}
