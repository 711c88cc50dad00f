import { setTimeout as sleep } from 'node:timers/promises'
import type { CustomerChat, MitraChat } from '@bestie/contracts/chat'
import type { RequestCard } from '@bestie/contracts/pairing'
import type { Answer } from '../ask'
import type { Random } from '../simulate/random'
import type { App } from './app'

/** Counts of what was done. */
export interface Deeds {
  payments: number
  chats: number
  messages: number
  extensions: number
}

/** The people's doings while faults are injected. */
export interface Load {
  deeds: Deeds
  /** What a good client should never have met, such as the refusal of a correct request. */
  complaints: string[]
  /** Begins nothing new; resolves once every running story has ended, or after three minutes. */
  finish(): Promise<void>
}

/** Customers who pay, search, talk, extend and leave, and mitra who answer them, until `finish`. */
export function startLoad(customers: App[], mitras: App[], random: Random): Load {
  const deeds: Deeds = { payments: 0, chats: 0, messages: 0, extensions: 0 }
  const complaints: string[] = []
  const state = { finishing: false, customersDone: false }
  const complain = (error: unknown) => void complaints.push(String(error))

  const untilFinished = async (app: App, story: (app: App) => Promise<void>, over: () => boolean) => {
    while (!over()) {
      await story(app).catch(complain)
      await sleep(50 + random.whole(200))
    }
  }
  const customersRun = customers.map((app) =>
    untilFinished(
      app,
      (one) => customerStory(one, random, deeds, state),
      () => state.finishing,
    ),
  )
  const mitrasRun = mitras.map((app) =>
    untilFinished(
      app,
      (one) => mitraTurn(one, random, deeds, state),
      () => state.customersDone,
    ),
  )
  return {
    deeds,
    complaints,
    async finish() {
      state.finishing = true
      const ended = Promise.all(customersRun).then(() => true)
      if (!(await Promise.race([ended, sleep(180_000, false, { ref: false })]))) complain('some story did not come to its end')
      state.customersDone = true
      await Promise.all(mitrasRun)
    },
  }
}

/** Makes a correct request. A 409 means that the story took another turn; any other refusal is a complaint. */
async function rightly(asking: Promise<Answer>): Promise<Answer['body'] | undefined> {
  const { status, body } = await asking
  if (status === 200) return body
  if (status === 409) return undefined
  throw new Error(`refused with ${status} ${JSON.stringify(body)}`)
}

interface State {
  finishing: boolean
}

/** One payment, and all that follows from it. */
async function customerStory(app: App, random: Random, deeds: Deeds, state: State): Promise<void> {
  const { tiers, free_trial_eligible } = (await app.read('/api/client/pricing')).body
  const { items: past } = (await app.read('/api/client/chats')).body as { items: CustomerChat[] }
  const before = random.chance(0.25) ? past[0]?.mitra?.id : undefined
  const wish = {
    tier_id: tiers[0].id,
    ...(free_trial_eligible && random.chance(0.5) && { is_free_trial: true }),
    ...(before !== undefined && { targeted_mitra_id: before }),
  }
  const payment = await rightly(app.command('/api/client/payments', wish))
  if (payment === undefined) return
  deeds.payments += 1
  const { payment_session_id } = payment
  if (random.chance(0.05)) return void (await rightly(app.command(`/api/client/payments/${payment_session_id}/cancel`)))
  if ((await rightly(app.command(`/api/client/payments/${payment_session_id}/confirm`))) === undefined) return
  const way = before === undefined ? 'start' : 'returning'
  let request = await rightly(app.command(`/api/client/chats/${way}`, { payment_session_id }))
  if (request === undefined && before === undefined) return
  if (request !== undefined && random.chance(0.1)) {
    await sleep(random.whole(1_000))
    await rightly(app.command(`/api/client/chats/${request.chat_session_id}/cancel`))
  }
  let chat = request && (await whenFound(app, request.chat_session_id))
  if (before !== undefined && chat?.status !== 'active') {
    request = await rightly(app.command('/api/client/chats/fallback-to-blast', { payment_session_id }))
    chat = request && (await whenFound(app, request.chat_session_id))
  }
  if (chat?.status === 'active') await talk(app, chat, random, deeds, state)
}

async function whenFound(app: App, chatId: string): Promise<CustomerChat> {
  for (;;) {
    const chat = (await app.read(`/api/client/chats/${chatId}`)).body as CustomerChat
    if (chat.status !== 'searching') return chat
    await app.hint(2_000)
  }
}

/** A chat to its end: some customers end it early, some let the time run out, some say goodbye. */
async function talk(app: App, chat: CustomerChat, random: Random, deeds: Deeds, state: State): Promise<void> {
  const id = chat.chat_session_id
  app.follow(id)
  deeds.chats += 1
  const endsItself = random.chance(0.15)
  let mayAsk = random.chance(0.3)
  for (let rounds = 4 + random.whole(10); (rounds > 0 || endsItself) && !state.finishing; rounds -= 1) {
    if (!(await app.say(id, `halo ${rounds}`))) break
    deeds.messages += 1
    if (mayAsk && random.chance(0.3)) {
      mayAsk = false
      await askForMoreTime(app, id, deeds)
    }
    await app.hint(200 + random.whole(1_500))
    app.socket.emit('read', { chat_session_id: id, up_to_seq: app.follow(id).messages.at(-1)?.seq ?? 0 })
  }
  for (let saidGoodbye = random.chance(0.4); ; await app.hint(1_000)) {
    const { status } = (await app.read(`/api/client/chats/${id}`)).body as CustomerChat
    if (status === 'completed') break
    // While an extension is being decided, the chat cannot be ended.
    if (status === 'active') await rightly(app.command(`/api/client/chats/${id}/end`))
    if (status === 'closing' && !saidGoodbye) {
      saidGoodbye = true
      await rightly(app.command(`/api/client/chats/${id}/goodbye`, { body: 'sampai jumpa' }))
    }
  }
  await app.catchUp(id)
}

async function askForMoreTime(app: App, chatId: string, deeds: Deeds): Promise<void> {
  const { tiers } = (await app.read('/api/client/pricing?kind=extension')).body
  const wish = { tier_id: tiers[0].id, is_extension: true, chat_session_id: chatId }
  const payment = await rightly(app.command('/api/client/payments', wish))
  if (payment === undefined) return
  const { payment_session_id } = payment
  if ((await rightly(app.command(`/api/client/payments/${payment_session_id}/confirm`))) === undefined) return
  if (await rightly(app.command(`/api/client/chats/${chatId}/extensions`, { payment_session_id }))) deeds.extensions += 1
}

/** The mitra handles everything that waits for them, once. */
async function mitraTurn(app: App, random: Random, deeds: Deeds, state: State): Promise<void> {
  const status = (await app.read('/api/mitra/status')).body
  if (!status.is_online) await rightly(app.command('/api/mitra/status/online'))
  const { items: cards } = (await app.read('/api/mitra/requests')).body as { items: RequestCard[] }
  for (const { chat_session_id } of cards) {
    const answer = random.chance(0.85) ? 'accept' : random.chance(0.5) ? 'decline' : undefined
    if (answer !== undefined) await rightly(app.command(`/api/mitra/requests/${chat_session_id}/${answer}`))
  }
  const { items: chats } = (await app.read('/api/mitra/chats/current')).body as { items: MitraChat[] }
  for (const chat of chats) await answerIn(app, chat, random, deeds)
  if (random.chance(0.02) && !state.finishing) {
    await rightly(app.command('/api/mitra/status/offline'))
    await sleep(2_000)
  }
  await app.hint(500 + random.whole(1_000))
}

async function answerIn(app: App, chat: MitraChat, random: Random, deeds: Deeds): Promise<void> {
  const id = chat.chat_session_id
  app.follow(id)
  if (chat.status === 'closing') {
    if (chat.may_say_goodbye && random.chance(0.7))
      await rightly(app.command(`/api/mitra/chats/${id}/goodbye`, { body: 'dadah' }))
    return
  }
  const extension = chat.pending_extension?.extension_id
  if (extension !== undefined && random.chance(0.7)) {
    await rightly(app.command(`/api/mitra/extensions/${extension}/${random.chance(0.7) ? 'approve' : 'decline'}`))
  }
  if (random.chance(0.6) && (await app.say(id, 'ya?'))) deeds.messages += 1
  app.socket.emit('delivered', { chat_session_id: id, up_to_seq: app.follow(id).messages.at(-1)?.seq ?? 0 })
}
