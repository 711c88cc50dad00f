import { setTimeout as sleep } from 'node:timers/promises'
import type { Account } from '../accounts'
import { type App, openApp } from './app'

/**
 * One check of whether the service works: its start and end
 * (`performance.now`), whether all of it worked, and if not, what failed.
 */
export interface Look {
  startedAt: number
  endedAt: number
  ok: boolean
  failed?: string
}

/** A pair of people whose looks tell whether the service works. */
export interface Probe {
  apps: App[]
  looks: Look[]
  stop(): Promise<void>
}

/** How long each part of a look may take, and how long to wait between two looks, in ms. */
const [patience, interval] = [3_000, 250]

/**
 * A customer and a mitra in a long chat, who check the service again and again: the state can be read, and a message
 * is acknowledged to its sender and reaches the other side. Each look is one try; nothing in it is repeated.
 */
export async function startProbe(url: string, { customer, mitra }: { customer: Account; mitra: Account }): Promise<Probe> {
  const [ours, theirs] = [openApp(url, 'client', customer), openApp(url, 'mitra', mitra)]
  const looks: Look[] = []
  const chatId = await match(ours, theirs)
  let isOver = false

  /** Resolves with what did not work, if anything. */
  const look = async (): Promise<string | undefined> => {
    const answer = await fetch(`${url}/api/client/chats/current`, {
      headers: { authorization: `Bearer ${customer.token}` },
      signal: AbortSignal.timeout(patience),
    }).catch((error: Error) => error)
    if (answer instanceof Error) return `the state was not read (${answer.name})`
    await answer.arrayBuffer().catch(() => {})
    if (answer.status !== 200) return `the state was not read (${answer.status})`
    const frame = { chat_session_id: chatId, client_message_id: crypto.randomUUID(), body: 'apakah semua baik?' }
    const ack = await ours.socket
      .timeout(patience)
      .emitWithAck('message', frame)
      .catch(() => undefined)
    if (!ack?.ok) return `the message was not acknowledged (${ours.socket.connected ? (ack?.code ?? 'late') : 'no connection'})`
    const conversation = theirs.follow(chatId)
    const arrived = () => (conversation.messages.at(-1)?.seq ?? 0) >= ack.seq
    const deadline = performance.now() + patience
    while (!arrived() && performance.now() < deadline) {
      await theirs.hint(500)
      // The event is only a hint; reading tells the truth.
      if (!arrived()) await Promise.race([theirs.catchUp(chatId).catch(() => {}), sleep(deadline - performance.now())])
    }
    return arrived() ? undefined : 'the message did not arrive'
  }

  const running = (async () => {
    while (!isOver) {
      const startedAt = performance.now()
      const failed = await look()
      looks.push({ startedAt, endedAt: performance.now(), ok: failed === undefined, ...(failed !== undefined && { failed }) })
      await sleep(interval)
    }
  })()
  return {
    apps: [ours, theirs],
    looks,
    async stop() {
      isOver = true
      await running
    },
  }
}

/** Matches the two, alone on the stage, in the longest chat on offer. */
async function match(customer: App, mitra: App): Promise<string> {
  await mitra.command('/api/mitra/status/online')
  const { tiers } = (await customer.read('/api/client/pricing')).body
  const { payment_session_id } = (await customer.command('/api/client/payments', { tier_id: tiers.at(-1).id })).body
  await customer.command(`/api/client/payments/${payment_session_id}/confirm`)
  const { chat_session_id } = (await customer.command('/api/client/chats/start', { payment_session_id })).body
  await mitra.command(`/api/mitra/requests/${chat_session_id}/accept`)
  await mitra.command('/api/mitra/status/offline')
  for (const app of [customer, mitra]) app.follow(chat_session_id)
  return chat_session_id
}
