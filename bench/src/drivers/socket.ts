import { connect } from 'node:net'

/**
 * A Socket.IO client that does no more than speak the protocol, so that a driver costs little beside the server that it drives.
 */
export interface FastSocket {
  /** Sends an event; `acked` gets the ack unparsed. */
  emit(event: string, data: object, acked?: (answer: string) => void): void
  /** Gets every event unparsed: `["name",{…}]`. */
  onEvent: (text: string) => void
  close(): void
}

/** Connects over WebSocket with `auth`; rejects when refused. */
export function connectFast(url: string, auth: object): Promise<FastSocket> {
  const { hostname, port, host } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  const send = (text: string) => socket.write(frameOf(text))
  const acks = new Map<number, (answer: string) => void>()
  let asked = 0
  const fast: FastSocket = {
    emit(event, data, acked) {
      if (acked === undefined) return void send(`42["${event}",${JSON.stringify(data)}]`)
      acks.set(++asked, acked)
      send(`42${asked}["${event}",${JSON.stringify(data)}]`)
    },
    onEvent: () => {},
    close: () => socket.destroy(),
  }
  return new Promise((resolve, reject) => {
    function receive(text: string): void {
      if (text.startsWith('42')) fast.onEvent(text.slice(2))
      else if (text.startsWith('43')) {
        const bracket = text.indexOf('[')
        const id = Number(text.slice(2, bracket))
        acks.get(id)?.(text.slice(bracket))
        acks.delete(id)
      } else if (text === '2') send('3')
      else if (text.startsWith('0')) send(`40${JSON.stringify(auth)}`)
      else if (text.startsWith('40')) resolve(fast)
      else if (text.startsWith('44')) reject(new Error(text))
    }
    socket.once('error', reject)
    socket.write(
      `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nhost: ${host}\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${key}\r\n\r\n`,
    )
    let isOpen = false
    let rest: Buffer = Buffer.alloc(0)
    socket.on('data', (chunk) => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      if (!isOpen) {
        const end = rest.indexOf('\r\n\r\n')
        if (end < 0) return
        const answer = rest.toString('latin1', 0, end)
        if (!answer.startsWith('HTTP/1.1 101')) return reject(new Error(`no websocket: ${answer}`))
        isOpen = true
        rest = rest.subarray(end + 4)
      }
      rest = takeFrames(rest, receive)
    })
  })
}

/** The server's proof that it speaks the protocol is not checked, so one key is enough for all. */
const key = Buffer.alloc(16, 'b').toString('base64')

/** A text in a client's frame, masked with zeros, which leaves it unchanged. */
function frameOf(text: string): Buffer {
  const length = Buffer.byteLength(text)
  const head = length < 126 ? 6 : 8
  const frame = Buffer.alloc(head + length)
  frame[0] = 0x81
  if (length < 126) frame[1] = 0x80 | length
  else {
    frame[1] = 0x80 | 126
    frame.writeUInt16BE(length, 2)
  }
  frame.write(text, head)
  return frame
}

/** Passes on the text of each complete frame (at most 64 kB each); returns the bytes that are left. */
function takeFrames(data: Buffer, receive: (text: string) => void): Buffer {
  let at = 0
  while (at + 2 <= data.length) {
    const short = data[at + 1] as number
    const head = short < 126 ? 2 : 4
    if (at + head > data.length) break
    const end = at + head + (short < 126 ? short : data.readUInt16BE(at + 2))
    if (end > data.length) break
    if (data[at] === 0x81) receive(data.toString('utf8', at + head, end))
    at = end
  }
  return data.subarray(at)
}

/** Connects as many at a time as a server accepts without trouble. */
export async function connectAll(url: string, auths: object[]): Promise<FastSocket[]> {
  const sockets: FastSocket[] = []
  for (let at = 0; at < auths.length; at += 100)
    sockets.push(...(await Promise.all(auths.slice(at, at + 100).map((auth) => connectFast(url, auth)))))
  return sockets
}
