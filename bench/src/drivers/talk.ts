import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { answer } from '../stage/answer'
import { connectAll, type FastSocket } from './socket'
import type { Talker } from './talker'
import { connectXmpp } from './xmpp'

/** A pair as the driver needs to know it: their tokens, and the chat they share. */
export interface Talkers {
  chat: string
  auths: [object, object]
}

interface Side {
  talkers: [Talker, Talker][]
}

/** About as long as a typical message. */
const words = 'Aku lagi capek banget sama kerjaan, boleh cerita sebentar?'
const sides = new Map<string, Side>()

function overSocket(socket: FastSocket, chat: string): Talker {
  const talker: Talker = {
    say: (text, acked) =>
      socket.emit('message', { chat_session_id: chat, client_message_id: randomUUID(), body: text }, (ack) => {
        if (!ack.startsWith('[{"ok":true')) throw new Error(`not acked: ${ack}`)
        acked()
      }),
    onArrival: () => {},
    close: socket.close,
  }
  socket.onEvent = (text) => {
    if (text.startsWith('["message"')) talker.onArrival()
  }
  return talker
}

async function connect(url: string, pairs: Talkers[]): Promise<[Talker, Talker][]> {
  if (url.startsWith('xmpp:')) {
    const talkers: [Talker, Talker][] = []
    const { hostname, port } = new URL(url)
    for (let at = 0; at < pairs.length; at += 25) {
      const some = pairs.slice(at, at + 25).map(({ auths }) => auths as [{ user: string }, { user: string }])
      talkers.push(...(await Promise.all(some.map((users) => connectXmpp(hostname, Number(port), users)))))
    }
    return talkers
  }
  const sockets = await connectAll(
    url,
    pairs.flatMap(({ auths }) => auths),
  )
  return pairs.map(({ chat }, number) => [
    overSocket(sockets[2 * number] as FastSocket, chat),
    overSocket(sockets[2 * number + 1] as FastSocket, chat),
  ])
}

/** Sends a message to the other side; once it was acked and has arrived, calls `done` with how long it took to arrive, in ms. */
function pass(from: Talker, to: Talker, done: (arrivedAfter: number) => void): void {
  const sentAt = performance.now()
  let [isAcked, arrivedAfter] = [false, -1]
  const look = () => {
    if (isAcked && arrivedAfter >= 0) done(arrivedAfter)
  }
  to.onArrival = () => {
    arrivedAfter = performance.now() - sentAt
    look()
  }
  from.say(words, () => {
    isAcked = true
    look()
  })
}

answer({
  async connect({ side, url, pairs }: { side: string; url: string; pairs: Talkers[] }) {
    sides.set(side, { talkers: await connect(url, pairs) })
  },
  disconnect(side: string) {
    for (const pair of sides.get(side)?.talkers ?? []) for (const talker of pair) talker.close()
    sides.delete(side)
  },
  /**
   * Every pair talks back and forth; the next message follows as soon as the last was acked and has arrived. Returns messages
   * per second.
   */
  async talk({ side, pairs, ms }: { side: string; pairs: number; ms: number }) {
    const { talkers } = sides.get(side) as Side
    let said = 0
    let isOver = false
    const endings = talkers.slice(0, pairs).map(
      ([one, other]) =>
        new Promise<void>((resolve) => {
          const next = (from: Talker, to: Talker) =>
            pass(from, to, () => {
              if (isOver) return resolve()
              said += 1
              next(to, from)
            })
          next(one, other)
        }),
    )
    const startedAt = performance.now()
    await sleep(ms)
    const [count, elapsed] = [said, performance.now() - startedAt]
    isOver = true
    await Promise.all(endings)
    return (count * 1_000) / elapsed
  },
  /** `rate` messages per second, evenly spaced, each by a pair that has none under way. Returns each one's time, in ms. */
  async steady({ side, rate, ms }: { side: string; rate: number; ms: number }) {
    const { talkers } = sides.get(side) as Side
    const idle = [...talkers]
    const times: number[] = []
    const startedAt = performance.now()
    let sent = 0
    let underWay = 0
    while (performance.now() - startedAt < ms) {
      const due = ((performance.now() - startedAt) * rate) / 1_000
      while (sent < due) {
        const pair = idle.shift()
        if (pair === undefined) break
        sent += 1
        underWay += 1
        pass(pair[0], pair[1], (arrivedAfter) => {
          times.push(arrivedAfter)
          underWay -= 1
          idle.push(pair)
        })
      }
      await sleep(1)
    }
    while (underWay > 0) await sleep(5)
    return times
  },
})
