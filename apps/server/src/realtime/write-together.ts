import type { Socket as NetSocket } from 'node:net'
import type { Server, Socket } from 'socket.io'

type Connection = Socket['conn']

interface Packet {
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
    // An event for many has one shared frame, so the first device joins its head and text for all.
    for (const { options } of packets) {
      const frame = options?.wsPreEncodedFrame
      if (frame?.length === 2) frame.splice(0, 2, Buffer.concat(frame))
    }
  })
  engine.on('drain', (connection: Connection) => netSocketOf(connection)?.uncork())
}

/** Undefined if there is none: long polling has no socket of its own. */
function netSocketOf(connection: Connection): NetSocket | undefined {
  return (connection.transport as unknown as { socket?: { _socket?: NetSocket } }).socket?._socket
}
