import WebSocket from 'ws'

/** A Socket.IO client that does no more than speak the protocol, so that a driver costs little beside the server it drives. */
export interface FastSocket {
  /** Sends an event; `acked` gets the ack as it came. */
  emit(event: string, data: object, acked?: (answer: string) => void): void
  /** Gets every event as it came: `["name",{…}]`. */
  onEvent: (text: string) => void
  close(): void
}

/** Connects over WebSocket with `auth`; rejects when it is refused. */
export function connectFast(url: string, auth: object): Promise<FastSocket> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`, { perMessageDeflate: false })
  const acks = new Map<number, (answer: string) => void>()
  let asked = 0
  const fast: FastSocket = {
    emit(event, data, acked) {
      if (acked === undefined) return socket.send(`42["${event}",${JSON.stringify(data)}]`)
      acks.set(++asked, acked)
      socket.send(`42${asked}["${event}",${JSON.stringify(data)}]`)
    },
    onEvent: () => {},
    close: () => socket.terminate(),
  }
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.on('message', (data: Buffer) => {
      const text = data.toString()
      if (text.startsWith('42')) return fast.onEvent(text.slice(2))
      if (text.startsWith('43')) {
        const bracket = text.indexOf('[')
        const id = Number(text.slice(2, bracket))
        acks.get(id)?.(text.slice(bracket))
        acks.delete(id)
      } else if (text === '2') socket.send('3')
      else if (text.startsWith('0')) socket.send(`40${JSON.stringify(auth)}`)
      else if (text.startsWith('40')) resolve(fast)
      else if (text.startsWith('44')) reject(new Error(text))
    })
  })
}

/** As many at a time as a server takes gladly. */
export async function connectAll(url: string, auths: object[]): Promise<FastSocket[]> {
  const sockets: FastSocket[] = []
  for (let at = 0; at < auths.length; at += 100)
    sockets.push(...(await Promise.all(auths.slice(at, at + 100).map((auth) => connectFast(url, auth)))))
  return sockets
}
