import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { answer } from '../stage/answer'

const bodyBegins = Buffer.from('\r\n\r\n')

/** One connection that polls again as soon as it is answered; resolves with the number of answers once `over` returns true. */
function poll(url: URL, request: Buffer, expected: string, over: () => boolean): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true })
    let answers = 0
    // Every answer is as long as the first: they are all alike.
    let length = 0
    let received = 0
    socket.once('error', reject)
    socket.once('connect', () => socket.write(request))
    socket.on('data', (chunk) => {
      if (length === 0) {
        const text = chunk.toString()
        if (!text.startsWith('HTTP/1.1 200') || !text.includes(expected))
          return reject(new Error(`not what was asked for: ${text}`))
        const contentLength = Number(/content-length: (\d+)/i.exec(text)?.[1])
        length = chunk.indexOf(bodyBegins) + bodyBegins.length + contentLength
      }
      received += chunk.length
      if (received < length) return
      received = 0
      answers += 1
      if (over()) {
        socket.destroy()
        resolve(answers)
      } else socket.write(request)
    })
  })
}

answer({
  /** Polls for `ms` over one connection per token; returns polls per second. */
  async poll({ url, path, tokens, expected, ms }: { url: string; path: string; tokens: string[]; expected: string; ms: number }) {
    let isOver = false
    const at = new URL(url)
    const startedAt = performance.now()
    const polling = tokens.map((token) =>
      poll(
        at,
        Buffer.from(`GET ${path} HTTP/1.1\r\nhost: ${at.host}\r\nauthorization: Bearer ${token}\r\naccept: */*\r\n\r\n`),
        expected,
        () => isOver,
      ),
    )
    await Promise.race([sleep(ms), Promise.all(polling)])
    isOver = true
    const answers = await Promise.all(polling)
    return (answers.reduce((sum, count) => sum + count, 0) * 1_000) / (performance.now() - startedAt)
  },
})
