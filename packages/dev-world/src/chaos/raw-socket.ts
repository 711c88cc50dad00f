import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'

/** A websocket that does only what a device needs to be let in, so that thousands fit into one process. */
export interface RawSocket {
  /** Resolves to true once the server let it in, to false if it broke or was refused before. */
  entered: Promise<boolean>
  /** Stops reading, like a phone in a tunnel; what is sent to it piles up on the way. */
  stall(): void
  close(): void
}

/** How long a socket waits to be let in, in ms. */
const patience = 15_000

/** Opens a socket for this token at `url`. It answers pings. */
export function openRawSocket(url: string, token: string): RawSocket {
  const { hostname, port, host } = new URL(url)
  const socket: Socket = connect(Number(port), hostname)
  const key = randomBytes(16).toString('base64')
  const entered = new Promise<boolean>((resolve) => {
    socket.on('error', () => resolve(false)).on('close', () => resolve(false))
    socket.on('connect', () =>
      socket.write(
        `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
          `Sec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
      ),
    )
    // An answer may come in pieces, or never.
    let text = ''
    let hasAsked = false
    const giveUp = setTimeout(() => socket.destroy(), patience)
    socket.on('close', () => clearTimeout(giveUp))
    const settle = (isIn: boolean) => {
      clearTimeout(giveUp)
      resolve(isIn)
      if (!isIn) socket.destroy()
    }
    socket.on('data', (bytes) => {
      text = (text + bytes.toString('latin1')).slice(-1_000)
      if (!hasAsked && text.includes('0{"sid"')) {
        hasAsked = true
        socket.write(frame(`40${JSON.stringify({ token })}`))
      }
      if (text.includes('40{"sid"')) settle(true)
      if (text.includes('44{')) settle(false)
      // Engine.IO's ping is a frame of one character.
      if (bytes.toString('latin1').includes('\x81\x012')) socket.write(frame('3'))
    })
  })
  return { entered, stall: () => void socket.pause(), close: () => void socket.destroy() }
}

/** A masked text frame, as clients must send them; only for short texts. */
function frame(text: string): Buffer {
  const payload = Buffer.from(text)
  const mask = Buffer.alloc(4)
  if (payload.length > 125) throw new Error('longer than a short frame')
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length]), mask, payload])
}
