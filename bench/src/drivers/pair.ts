import { setTimeout as sleep } from 'node:timers/promises'
import { answer } from '../stage/answer'
import { connectHttp, type HttpConnection } from './http'
import { connectAll, type FastSocket } from './socket'

interface Person {
  token: string
}

/** The callbacks for what a lane's sockets receive; the code that waits sets them. */
interface Lane {
  customer: Person
  http: HttpConnection
  /** A card of this lane's request came to the mitra with this number. */
  onCard: (mitra: number, chatId: string) => void
  onMatched: () => void
  /** The requests that are over: a hint about one may come again. */
  past: Set<string>
}

interface Mitra extends Person {
  lines: HttpConnection[]
  onAccepted: Map<string, () => void>
}

interface Given {
  url: string
  customers: Person[]
  mitras: Person[]
  /** How many requests each mitra may have under way at once. */
  linesEach: number
}

const sides = new Map<string, { lanes: Lane[]; mitras: Mitra[] }>()

async function open({ url, customers, mitras, linesEach }: Given) {
  const lanes: Lane[] = []
  for (const customer of customers)
    lanes.push({ customer, http: await connectHttp(url), onCard: () => {}, onMatched: () => {}, past: new Set() })
  const staff: Mitra[] = []
  for (const { token } of mitras) {
    const lines = await Promise.all(Array.from({ length: linesEach }, () => connectHttp(url)))
    staff.push({ token, lines, onAccepted: new Map() })
  }
  const sockets = await connectAll(
    url,
    [...customers, ...mitras].map(({ token }) => ({ token })),
  )
  lanes.forEach((lane, number) => {
    const socket = sockets[number] as FastSocket
    socket.onEvent = (text) => {
      if (text.startsWith('["pairing_matched"')) lane.onMatched()
    }
  })
  staff.forEach((mitra, number) => {
    const socket = sockets[customers.length + number] as FastSocket
    socket.onEvent = (text) => {
      if (text.startsWith('["chat_request"')) {
        const [, card] = JSON.parse(text) as [string, { chat_session_id: string; call_name: string }]
        // A customer's call name ends with the number of their lane, from 1.
        lanes[Number(card.call_name.split(' ')[1]) - 1]?.onCard(number, card.chat_session_id)
      } else if (text.startsWith('["chat_request_closed"') && text.includes('"accepted"')) {
        const [, closed] = JSON.parse(text) as [string, { chat_session_id: string }]
        mitra.onAccepted.get(closed.chat_session_id)?.()
        mitra.onAccepted.delete(closed.chat_session_id)
      }
    }
  })
  return { lanes, mitras: staff }
}

async function rightly(asking: Promise<{ status: number; text: string }>): Promise<string> {
  const { status, text } = await asking
  if (status !== 200) throw new Error(`refused with ${status}: ${text}`)
  return text
}

/** One pairing with the lane's own mitra. Returns each half's time, in ms; with `confirmFirst` the first includes the confirm. */
async function pair(
  lane: Lane,
  mitras: Mitra[],
  mine: number,
  payment: string,
  confirmFirst: boolean,
): Promise<[number, number]> {
  const mitra = mitras[mine] as Mitra
  const card = new Promise<string>((resolve) => {
    lane.onCard = (number, chatId) => {
      if (number === mine && !lane.past.has(chatId)) resolve(chatId)
    }
  })
  const startedAt = performance.now()
  if (confirmFirst) await rightly(lane.http.post(`/api/client/payments/${payment}/confirm`, lane.customer.token))
  const starting = rightly(lane.http.post('/api/client/chats/start', lane.customer.token, { payment_session_id: payment }))
  const chatId = await card
  const cardAt = performance.now()
  const told = Promise.all([
    new Promise<void>((resolve) => {
      lane.onMatched = resolve
    }),
    new Promise<void>((resolve) => void mitra.onAccepted.set(chatId, resolve)),
  ])
  const line = mitra.lines.pop() as HttpConnection
  const accepting = rightly(line.post(`/api/mitra/requests/${chatId}/accept`, mitra.token))
  await told
  const toldAt = performance.now()
  await accepting
  lane.past.add(chatId)
  mitra.lines.push(line)
  await starting
  return [cardAt - startedAt, toldAt - cardAt]
}

/** Every mitra accepts this lane's request as soon as they see it. Returns how many won. */
async function contest(lane: Lane, mitras: Mitra[], payment: string): Promise<number> {
  let won = 0
  let answered = 0
  let request = ''
  const asked = new Set<number>()
  await new Promise<void>((resolve, reject) => {
    lane.onCard = (number, chatId) => {
      if (lane.past.has(chatId) || asked.has(number)) return
      request = chatId
      asked.add(number)
      const mitra = mitras[number] as Mitra
      const line = mitra.lines.pop() as HttpConnection
      void line.post(`/api/mitra/requests/${chatId}/accept`, mitra.token).then(({ status, text }) => {
        mitra.lines.push(line)
        if (status !== 200 && status !== 409) reject(new Error(`refused with ${status}: ${text}`))
        if (status === 200) won += 1
        answered += 1
        if (answered === mitras.length) resolve()
      })
    }
    rightly(lane.http.post('/api/client/chats/start', lane.customer.token, { payment_session_id: payment })).catch(reject)
  })
  lane.past.add(request)
  return won
}

answer({
  async connect({ side, ...given }: Given & { side: string }) {
    sides.set(side, await open(given))
  },
  /** Each lane pairs its customer again and again, one payment each time, until all are used. Returns pairings per second. */
  async pair({ side, payments }: { side: string; payments: string[][] }) {
    const { lanes, mitras } = sides.get(side) as { lanes: Lane[]; mitras: Mitra[] }
    const startedAt = performance.now()
    await Promise.all(
      lanes.map(async (lane, number) => {
        for (const payment of payments[number] ?? []) await pair(lane, mitras, number % mitras.length, payment, false)
      }),
    )
    return (payments.flat().length * 1_000) / (performance.now() - startedAt)
  },
  /** `rate` pairings per second, evenly spaced, each from its confirm. Returns the times of both halves of each, in ms. */
  async steady({ side, payments, rate }: { side: string; payments: string[][]; rate: number }) {
    const { lanes, mitras } = sides.get(side) as { lanes: Lane[]; mitras: Mitra[] }
    const idle = lanes.map((lane, number) => ({ lane, number, left: [...(payments[number] ?? [])] }))
    const total = payments.flat().length
    const times: [number, number][] = []
    const running: Promise<void>[] = []
    const startedAt = performance.now()
    while (running.length < total) {
      const due = Math.min(total, ((performance.now() - startedAt) * rate) / 1_000)
      while (running.length < due) {
        const one = idle.shift()
        const payment = one?.left.shift()
        if (one === undefined || payment === undefined) break
        running.push(
          pair(one.lane, mitras, one.number % mitras.length, payment, true).then((found) => {
            times.push(found)
            if (one.left.length > 0) idle.push(one)
          }),
        )
      }
      await sleep(1)
    }
    await Promise.all(running)
    return times
  },
  /**
   * In each lane all mitra accept at once, one payment each time, until all are used. Returns matches per second, and whether
   * each had exactly one winner.
   */
  async contest({ side, payments }: { side: string; payments: string[][] }) {
    const { lanes, mitras } = sides.get(side) as { lanes: Lane[]; mitras: Mitra[] }
    const startedAt = performance.now()
    const winners = await Promise.all(
      lanes.map(async (lane, number) => {
        const won: number[] = []
        for (const payment of payments[number] ?? []) won.push(await contest(lane, mitras, payment))
        return won
      }),
    )
    const rate = (payments.flat().length * 1_000) / (performance.now() - startedAt)
    return { rate, oneWinnerEach: winners.flat().every((count) => count === 1) }
  },
})
