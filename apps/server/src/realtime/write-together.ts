import type { Socket as NetSocket } from 'node:net'
import type { Server, Socket } from 'socket.io'

type Connection = Socket['conn']

interface Packet {
  type: string
  data?: unknown
  options?: { wsPreEncodedFrame?: Buffer[] }
}

/**
 * Writes everything that waits for one device in one go: a network write costs
 * more than all else about an event. Call it once the server listens for sockets.
 */
export function writeTogether({ engine }: Pick<Server, 'engine'>): void {
  // Engine.IO emits `flush` before it hands its packets to the transport, and `drain` after.
  engine.on('flush', (connection: Connection, packets: Packet[]) => {
    if (packets.length > 1) netSocketOf(connection)?.cork()
    for (const packet of packets) joinFrame(packet)
  })
  engine.on('drain', (connection: Connection) => netSocketOf(connection)?.uncork())
}

/**
 * Puts the head and the text of a frame in one buffer, which takes one write instead of two.
 * A frame that many devices share is joined once, for the first of them.
 */
function joinFrame({ type, data, options }: Packet): void {
  if (options === undefined) return
  const frame = options.wsPreEncodedFrame
  if (frame?.length === 2) frame.splice(0, 2, Buffer.concat(frame))
  // Engine.IO marks a message with a 4.
  else if (frame === undefined && type === 'message' && typeof data === 'string')
    options.wsPreEncodedFrame = [frameOf(`4${data}`)]
}

/** Undefined if there is none: long polling has no socket of its own. */
function netSocketOf(connection: Connection): NetSocket | undefined {
  return (connection.transport as unknown as { socket?: { _socket?: NetSocket } }).socket?._socket
}

/** A text as one unmasked WebSocket frame (RFC 6455, section 5.2), in one buffer, where `ws` makes three. */
function frameOf(text: string): Buffer {
  const length = Buffer.byteLength(text)
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const frame = Buffer.allocUnsafe(head + length)
  // The only frame of its message, and text.
  frame[0] = 0x81
  if (head === 2) frame[1] = length
  else if (head === 4) {
    frame[1] = 126
    frame.writeUInt16BE(length, 2)
  } else {
    frame[1] = 127
    frame.writeBigUInt64BE(BigInt(length), 2)
  }
  frame.write(text, head)
  return frame
}
