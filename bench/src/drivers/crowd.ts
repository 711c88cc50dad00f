import { answer } from '../stage/answer'
import { connectHttp, type HttpConnection } from './http'
import { connectAll, type FastSocket } from './socket'

/** Many sockets that only count the events that arrive. */
interface Crowd {
  url: string
  sockets: FastSocket[]
  http: HttpConnection | undefined
  heard: number
  onHeard: () => void
  everybodyHeard: Promise<void>
}

const crowds = new Map<string, Crowd>()

/** Resolves when every socket has received the event that is being sent. */
function everybodyHears(crowd: Crowd): Promise<void> {
  crowd.heard = 0
  return new Promise((resolve) => {
    crowd.onHeard = () => {
      crowd.heard += 1
      if (crowd.heard === crowd.sockets.length) resolve()
    }
  })
}

answer({
  /** Adds sockets to a crowd, which begins empty. */
  async connect({ side, url, auths }: { side: string; url: string; auths: object[] }) {
    const crowd = crowds.get(side) ?? {
      url,
      sockets: [],
      http: undefined,
      heard: 0,
      onHeard: () => {},
      everybodyHeard: Promise.resolve(),
    }
    crowds.set(side, crowd)
    const sockets = await connectAll(url, auths)
    for (const socket of sockets) socket.onEvent = () => crowd.onHeard()
    crowd.sockets.push(...sockets)
  },
  disconnect(side: string) {
    for (const socket of crowds.get(side)?.sockets ?? []) socket.close()
    crowds.delete(side)
  },
  /** From now on counts the sockets that receive the next event; `heard` resolves when all have. */
  listen(side: string) {
    const crowd = crowds.get(side) as Crowd
    crowd.everybodyHeard = everybodyHears(crowd)
  },
  heard: (side: string) => crowds.get(side)?.everybodyHeard,
  /** Sends a command that notifies every socket. Returns how many ms passed until the last heard it, and the command's answer. */
  async tell({ side, path, token, body }: { side: string; path: string; token: string; body?: object }) {
    const crowd = crowds.get(side) as Crowd
    crowd.http ??= await connectHttp(crowd.url)
    const heard = everybodyHears(crowd)
    const startedAt = performance.now()
    const answering = crowd.http.post(path, token, body)
    await heard
    const ms = performance.now() - startedAt
    const { status, text } = await answering
    if (status !== 200) throw new Error(`refused with ${status}: ${text}`)
    return { ms, text }
  },
})
