import { connect, type Socket } from 'node:net'
import type { Talker } from './talker'

const header =
  "<stream:stream to='localhost' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"

/** Connects two users of the server on localhost, each with their name as password, who write to each other's full address. */
export async function connectXmpp(
  host: string,
  port: number,
  users: [{ user: string }, { user: string }],
): Promise<[Talker, Talker]> {
  const [one, other] = [await signIn(host, port, users[0].user), await signIn(host, port, users[1].user)]
  return [talker(one, users[1].user), talker(other, users[0].user)]
}

async function signIn(host: string, port: number, user: string): Promise<Socket> {
  const socket = connect({ host, port, noDelay: true })
  socket.setEncoding('utf8')
  const ask = (text: string, answered: RegExp) =>
    new Promise<void>((resolve, reject) => {
      let said = ''
      const look = (chunk: string) => {
        said += chunk
        if (/<failure|stream:error|type='error'/.test(said)) reject(new Error(`${user}: ${said}`))
        if (!answered.test(said)) return
        socket.off('data', look)
        resolve()
      }
      socket.on('data', look)
      socket.once('error', reject)
      socket.write(text)
    })
  const plain = Buffer.from(`\0${user}\0${user}`).toString('base64')
  await ask(header, /<\/stream:features>/)
  await ask(`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${plain}</auth>`, /<success/)
  await ask(header, /<\/stream:features>/)
  await ask(
    `<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>bench</resource></bind></iq>`,
    /id='bind'|id="bind"/,
  )
  await ask(`<enable xmlns='urn:xmpp:sm:3'/>`, /<enabled/)
  // What arrives before anyone listens must not be lost: the server drops
  // a client that leaves a request for an ack unanswered for a minute.
  socket.pause()
  socket.write('<presence/>')
  return socket
}

/** A message counts as acked when the stream's own acknowledgement includes it: by then the archive was written. */
function talker(socket: Socket, other: string): Talker {
  let acked: (() => void) | undefined
  let number = 0
  let rest = ''
  const self: Talker = {
    say(text, done) {
      acked = done
      number += 1
      socket.write(
        `<message to='${other}@localhost/bench' type='chat' id='m${number}'><body>${text}</body></message><r xmlns='urn:xmpp:sm:3'/>`,
      )
    },
    onArrival: () => {},
    close: () => void socket.off('close', putOut).destroy(),
  }
  const putOut = () => {
    throw new Error(`the server disconnected the user who writes to ${other}`)
  }
  socket.on('close', putOut)
  let received = 0
  socket.on('data', (chunk: unknown) => {
    rest += chunk as string
    for (;;) {
      const end = rest.indexOf('>')
      if (end < 0) return
      const tag = rest.slice(0, end + 1)
      rest = rest.slice(end + 1)
      if (tag.includes('</message>')) {
        received += 1
        self.onArrival()
      } else if (tag.includes('<a ')) {
        const done = acked
        acked = undefined
        done?.()
      } else if (tag.includes('<r ')) socket.write(`<a xmlns='urn:xmpp:sm:3' h='${received}'/>`)
    }
  })
  socket.resume()
  return self
}
