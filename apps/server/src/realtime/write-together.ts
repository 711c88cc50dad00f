import type { Socket as NetSocket } from 'node:net'
import type { Server, Socket } from 'socket.io'
import WebSocket from 'ws'

type Connection = Socket['conn']

interface Packet {
  type: string
  data?: unknown
  options?: { wsPreEncodedFrame?: Buffer[] }
}

// The types omit it. Socket.IO makes with it the frames that many devices share.
const { frame: framed } = (WebSocket as unknown as { Sender: { frame(data: Buffer, options: object): Buffer[] } }).Sender
const asText = { fin: true, opcode: 1, mask: false, readOnly: false, rsv1: false }

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
 * Joins the head and the text of a frame in one buffer, which takes one write instead of two.
 * A frame that many devices share is joined once, for the first of them.
 */
function joinFrame({ type, data, options }: Packet): void {
  if (options === undefined) return
  const frame = options.wsPreEncodedFrame
  if (frame?.length === 2) frame.splice(0, 2, Buffer.concat(frame))
  // Engine.IO marks a message with a 4.
  else if (frame === undefined && type === 'message' && typeof data === 'string')
    options.wsPreEncodedFrame = [Buffer.concat(framed(Buffer.from(`4${data}`), asText))]
}

/** Undefined if there is none: long polling has no socket of its own. */
function netSocketOf(connection: Connection): NetSocket | undefined {
  return (connection.transport as unknown as { socket?: { _socket?: NetSocket } }).socket?._socket
}
