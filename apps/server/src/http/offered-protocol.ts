import { IncomingMessage } from 'node:http'

/**
 * A request that is answered as usual if it offers to go on in another protocol, unless that is the socket's: many clients offer
 * HTTP/2 (`Upgrade: h2c`) with their first request. Node hands every offer, whatever its path, to whoever listens for upgrades:
 * the socket server, which closes a foreign connection or leaves it without an answer.
 */
export class PlainRequest extends IncomingMessage {
  declare private offers: boolean | null

  /** Node's parser sets this and reads it back: whether the connection leaves HTTP. */
  get upgrade(): boolean {
    if (this.offers !== true) return false
    return (
      this.method === 'CONNECT' ||
      (this.headers.upgrade?.toLowerCase() === 'websocket' && this.url?.startsWith('/socket.io/') === true)
    )
  }

  set upgrade(offers: boolean | null) {
    this.offers = offers
  }
}
