import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '@bestie/server/free-port'

/** A proxy between some processes and PostgreSQL that can act as a bad network. */
export interface DatabaseProxy {
  /** The database's address through the proxy. */
  url: string
  /** Delays every byte, in both directions, by this many ms; 0 ends it. */
  delay(ms: number): void
  /** Breaks every connection, and accepts no new one until `mend`. */
  cut(): void
  mend(): void
  /** From now on, one answer in `every` to a finished transaction is lost together with its connection; 0 ends it. */
  dropReplies(every: number): void
  stop(): Promise<void>
}

/** The tag with which PostgreSQL says that a transaction is committed. */
const committed = Buffer.from('COMMIT\0')
/** ReadyForQuery outside a transaction: PostgreSQL has finished what was asked of it. */
const done = Buffer.from([0x5a, 0, 0, 0, 5, 0x49])

/** Opens a proxy in front of the PostgreSQL at `databaseUrl`. */
export async function openProxy(databaseUrl: string): Promise<DatabaseProxy> {
  const target = new URL(databaseUrl)
  const pairs = new Set<[Socket, Socket]>()
  let late = 0
  let isCut = false
  let dropEvery = 0
  let answers = 0

  const isLost = (bytes: Buffer): boolean => {
    if (dropEvery === 0) return false
    const wasCommit = bytes.includes(committed)
    if (!wasCommit && !bytes.subarray(-done.length).equals(done)) return false
    // Replies to a COMMIT matter most and are only a fraction of all replies, so they count five times.
    answers += wasCommit ? 5 : 1
    if (answers < dropEvery) return false
    answers = 0
    return true
  }

  const server = createServer((near) => {
    if (isCut) return near.destroy()
    const far = connect(Number(target.port), target.hostname)
    const pair: [Socket, Socket] = [near, far]
    pairs.add(pair)
    const breakOff = () => {
      pairs.delete(pair)
      near.destroy()
      far.destroy()
    }
    for (const side of pair) side.on('error', breakOff).on('close', breakOff).setNoDelay(true)
    carry(near, far, () => false)
    carry(far, near, isLost)

    /** Keeps the bytes in order, even while the delay changes. */
    function carry(from: Socket, to: Socket, lost: (bytes: Buffer) => boolean): void {
      let before = Promise.resolve()
      from.on('data', (bytes) => {
        const due = performance.now() + late
        before = before.then(async () => {
          if (due > performance.now()) await sleep(due - performance.now())
          if (lost(bytes)) breakOff()
          else if (!to.destroyed) to.write(bytes)
        })
      })
    }
  })
  const port = await freePort()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const url = new URL(databaseUrl)
  url.port = String(port)
  const breakAll = () => {
    for (const [near] of pairs) near.destroy()
  }
  return {
    url: url.href,
    delay(ms) {
      late = ms
    },
    cut() {
      isCut = true
      breakAll()
    },
    mend() {
      isCut = false
    },
    dropReplies(every) {
      dropEvery = every
    },
    async stop() {
      breakAll()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
