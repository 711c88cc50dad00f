import { connect } from 'node:net'

/** One kept-alive connection, one request at a time: a driver should use little of the machine. */
export interface HttpConnection {
  post(path: string, token: string, body?: object): Promise<{ status: number; text: string }>
}

/** Connects to the server at `url`, and reconnects if the server has closed an idle connection. */
export async function connectHttp(url: string): Promise<HttpConnection> {
  let line = await openLine(url)
  return {
    async post(path, token, body) {
      if (line.isClosed()) line = await openLine(url)
      return await line.post(path, token, body)
    },
  }
}

function openLine(url: string): Promise<HttpConnection & { isClosed(): boolean }> {
  const { hostname, port, host } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  socket.setEncoding('latin1')
  let said = ''
  let underWay: { answered(answer: { status: number; text: string }): void; failed(error: Error): void } | undefined
  socket.on('data', (chunk: unknown) => {
    said += chunk as string
    const end = said.indexOf('\r\n\r\n')
    if (end < 0) return
    const length = Number(/content-length: (\d+)/i.exec(said.slice(0, end))?.[1])
    if (said.length < end + 4 + length) return
    const answer = { status: Number(said.slice(9, 12)), text: said.slice(end + 4, end + 4 + length) }
    said = said.slice(end + 4 + length)
    underWay?.answered(answer)
    underWay = undefined
  })
  socket.on('close', () => underWay?.failed(new Error('the server hung up')))
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once('connect', () =>
      resolve({
        isClosed: () => socket.destroyed || socket.readyState !== 'open',
        post: (path, token, body) =>
          new Promise((answered, failed) => {
            underWay = { answered, failed }
            const text = JSON.stringify(body ?? {})
            socket.write(
              `POST ${path} HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n${text}`,
            )
          }),
      }),
    )
  })
}
