import type { MessageAck } from '@bestie/contracts/chat'
import { describe, expect, it } from 'vitest'
import { createOutgoing } from './outgoing'
import type { Stored } from './stored'

/** A browser's storage, a line that can be cut, and a server that stores each client_message_id once. */
function world() {
  const kept = new Map<string, string>()
  const storage: Stored = {
    read: (key) => kept.get(key) ?? null,
    write: (key, value) => void kept.set(key, value),
    remove: (key) => void kept.delete(key),
    keys: (prefix) => [...kept.keys()].filter((key) => key.startsWith(prefix)),
  }
  const server = {
    stored: [] as string[],
    bodies: [] as string[],
    refuse: null as string | null,
    loseAnswers: false,
    attempts: 0,
  }
  const line = { up: true, watchers: [] as (() => void)[] }

  const sendMessage = async (frame: { client_message_id: string; body: string }): Promise<MessageAck> => {
    server.attempts++
    await Promise.resolve()
    if (!line.up) throw new Error('no line')
    if (server.refuse) return { ok: false, code: server.refuse }
    if (!server.stored.includes(frame.client_message_id)) {
      server.stored.push(frame.client_message_id)
      server.bodies.push(frame.body)
    }
    if (server.loseAnswers) {
      line.up = false
      throw new Error('answer lost')
    }
    const seq = server.stored.indexOf(frame.client_message_id) + 1
    return { ok: true, id: `m${seq}`, seq, created_at: '2026-01-01T00:00:00Z' }
  }
  /** Starts an app, as after a reload. */
  const start = (user = 'ani') => {
    line.watchers = []
    const outgoing = createOutgoing({
      storage,
      prefix: () => `outbox.${user}.`,
      pause: () => new Promise((resume) => setTimeout(resume)),
      line: {
        sendMessage,
        state: () => (line.up ? 'connected' : 'offline'),
        onReconnect: (watcher) => void line.watchers.push(watcher),
      },
    })
    outgoing.load()
    return outgoing
  }
  const reconnect = () => {
    line.up = true
    for (const watcher of line.watchers) watcher()
  }
  return { server, line, start, reconnect, kept }
}

const settle = () => new Promise((resume) => setTimeout(resume, 30))

describe('the outbox', () => {
  it('sends what was typed offline once the line is back, in order', async () => {
    const { server, line, start, reconnect, kept } = world()
    line.up = false
    const outgoing = start()
    for (const body of ['satu', 'dua', 'tiga']) outgoing.add('chat', body)
    await settle()
    expect(server.attempts).toBe(0)
    reconnect()
    await settle()
    expect(server.bodies).toEqual(['satu', 'dua', 'tiga'])
    expect(outgoing.list('chat')).toEqual([])
    expect(kept.size).toBe(0)
  })

  it('keeps unsent messages over a reload, for the same person only', async () => {
    const { server, line, start, reconnect } = world()
    line.up = false
    start().add('chat', 'halo')
    const someoneElse = start('budi')
    reconnect()
    await settle()
    expect(someoneElse.list('chat')).toEqual([])
    expect(server.bodies).toEqual([])
    start('ani')
    await settle()
    expect(server.bodies).toEqual(['halo'])
  })

  it('sends again under the same id when the answer was lost, so that the server stores it once', async () => {
    const { server, start, reconnect } = world()
    const outgoing = start()
    server.loseAnswers = true
    outgoing.add('chat', 'halo')
    await settle()
    expect(outgoing.list('chat')).toHaveLength(1)
    server.loseAnswers = false
    reconnect()
    await settle()
    expect(server.attempts).toBe(2)
    expect(server.bodies).toEqual(['halo'])
    expect(outgoing.list('chat')).toEqual([])
  })

  it('marks a refused message and goes on with the next; it can be sent again or deleted', async () => {
    const { server, start } = world()
    const outgoing = start()
    server.refuse = 'chat_not_active'
    outgoing.add('chat', 'satu')
    outgoing.add('chat', 'dua')
    await settle()
    expect(outgoing.list('chat').map((message) => message.refused)).toEqual(['chat_not_active', 'chat_not_active'])
    server.refuse = null
    const [first, second] = outgoing.list('chat')
    outgoing.discard(first?.client_message_id ?? '')
    outgoing.retry(second?.client_message_id ?? '')
    await settle()
    expect(server.bodies).toEqual(['dua'])
  })

  it('waits out a refusal that passes by itself', async () => {
    const { server, start } = world()
    const outgoing = start()
    server.refuse = 'rate_limited'
    outgoing.add('chat', 'halo')
    await settle()
    expect(outgoing.list('chat')[0]?.refused).toBeNull()
    server.refuse = null
    await settle()
    expect(server.bodies).toEqual(['halo'])
  })

  it('tells the history about a stored message before it leaves the queue', async () => {
    const { start } = world()
    const outgoing = start()
    const seen: number[] = []
    outgoing.onSent((message) => seen.push(message.seq, outgoing.list('chat').length))
    outgoing.add('chat', 'halo')
    await settle()
    expect(seen).toEqual([1, 1])
  })
})
