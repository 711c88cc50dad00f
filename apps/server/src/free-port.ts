import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'

/** Linux gives ports from 32768 on to outgoing connections: one of those could take the port before anybody listens there. */
const [first, last] = [20_000, 32_000]

/** A port of loopback that nobody has at the moment, and that no process which runs has been given before. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(first, last)
    if ((await isFree(port)) && (await claim(port))) return port
  }
}

/** Whether somebody could listen on this port of loopback now. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer().once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}

/**
 * Whether this process may give the port out: it then has UDP's port of the same number, which nobody needs, until it ends. Nobody may
 * listen yet where another process would find the port just as free.
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
