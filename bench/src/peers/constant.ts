import Fastify from 'fastify'
import { answer } from '../stage/answer'

answer({
  /** A bare Fastify with one route that answers a constant. */
  async open() {
    const app = Fastify()
    app.get('/constant', () => ({ available: true }))
    return await app.listen({ host: '127.0.0.1', port: 0 })
  },
})
