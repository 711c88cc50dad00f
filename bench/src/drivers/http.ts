import { connect } from 'node:net'

/** One kept-alive connection, one request at a time; a driver's share of the machine should be small. */
export interface HttpConnection {
  post(path: string, token: string, body?: object): Promise<{ status: number; text: string }>
}

/** Connects to the server at `url`. */
export function connectHttp(url: string): Promise<HttpConnection> {
  const { hostname, port, host } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  socket.setEncoding('latin1')
  let said = ''
  let answered: ((answer: { status: number; text: string }) => void) | undefined
  socket.on('data', (chunk: unknown) => {
    said += chunk as string
    const end = said.indexOf('\r\n\r\n')
    if (end < 0) return
    const length = Number(/content-length: (\d+)/i.exec(said.slice(0, end))?.[1])
    if (said.length < end + 4 + length) return
    const answer = { status: Number(said.slice(9, 12)), text: said.slice(end + 4, end + 4 + length) }
    said = said.slice(end + 4 + length)
    answered?.(answer)
  })
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once('connect', () =>
      resolve({
        post: (path, token, body) =>
          new Promise((settle) => {
            answered = settle
            const text = JSON.stringify(body ?? {})
            socket.write(
              `POST ${path} HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n${text}`,
            )
          }),
      }),
    )
  })
}
