import type { Person, World } from './world'

/** A confirmed payment of this customer: the free trial as long as there is one, except for an extension. */
export async function payFor(world: World, customer: Person, kind: 'chat' | 'extension', choice: Record<string, unknown>) {
  const { body: pricing } = await world.call(customer, 'GET', `/api/client/pricing?kind=${kind}`)
  const [tier] = pricing.tiers as { id: string }[]
  const is_free_trial = kind === 'chat' && pricing.free_trial_eligible === true
  const { body } = await world.call(customer, 'POST', '/api/client/payments', { tier_id: tier?.id, is_free_trial, ...choice })
  const paymentId = String(body.payment_session_id)
  const { status, body: confirmed } = await world.call(customer, 'POST', `/api/client/payments/${paymentId}/confirm`)
  if (status !== 200) throw new Error(`not paid: ${JSON.stringify(confirmed)}`)
  return paymentId
}

/** A search of this customer, started without the app: the free trial as long as there is one, paid afterwards. */
export async function startSearch(world: World, customer: Person, { sensitive = false } = {}) {
  const paymentId = await payFor(world, customer, 'chat', { topic_sensitivity: sensitive ? 'sensitive' : 'regular' })
  const { status, body } = await world.call(customer, 'POST', '/api/client/chats/start', { payment_session_id: paymentId })
  if (status !== 200) throw new Error(`no search began: ${JSON.stringify(body)}`)
  return { paymentId, chatId: String(body.chat_session_id) }
}

/** A running chat, started without the apps. */
export async function startChat(world: World, customer: Person, mitra: Person, options?: { sensitive?: boolean }) {
  const search = await startSearch(world, customer, options)
  const { status, body } = await world.call(mitra, 'POST', `/api/mitra/requests/${search.chatId}/accept`)
  if (status !== 200) throw new Error(`no chat began: ${JSON.stringify(body)}`)
  return search
}

/** "Curhat lagi" with this mitra, started without the app. */
export async function askAgain(world: World, customer: Person, mitra: Person) {
  const paymentId = await payFor(world, customer, 'chat', { targeted_mitra_id: mitra.id })
  const { status, body } = await world.call(customer, 'POST', '/api/client/chats/returning', { payment_session_id: paymentId })
  if (status !== 200) throw new Error(`nobody was asked: ${JSON.stringify(body)}`)
  return { paymentId, chatId: String(body.chat_session_id) }
}

/** An extension of this chat, asked for without the app. */
export async function askForMoreTime(world: World, customer: Person, chatId: string) {
  const paymentId = await payFor(world, customer, 'extension', { is_extension: true, chat_session_id: chatId })
  const path = `/api/client/chats/${chatId}/extensions`
  const { status, body } = await world.call(customer, 'POST', path, { payment_session_id: paymentId })
  if (status !== 200) throw new Error(`no time was asked for: ${JSON.stringify(body)}`)
  return { paymentId, extensionId: String(body.extension_id) }
}

/** A completed chat, goodbyes included. A customer's first one uses up the free trial. */
export async function finishChat(world: World, customer: Person, mitra: Person) {
  const { chatId } = await startChat(world, customer, mitra)
  await endChat(world, chatId, customer, mitra)
  return chatId
}

/** Ends a chat before its time is up, and says both goodbyes. */
export async function endChat(world: World, chatId: string, customer: Person, mitra: Person) {
  await world.call(customer, 'POST', `/api/client/chats/${chatId}/end`)
  await world.call(customer, 'POST', `/api/client/chats/${chatId}/goodbye`, { body: 'Terima kasih' })
  const { body } = await world.call(mitra, 'POST', `/api/mitra/chats/${chatId}/goodbye`, { body: 'Sampai jumpa' })
  if (body.status !== 'completed') throw new Error(`the chat did not end: ${JSON.stringify(body)}`)
}

/** Makes a chat's time end now, as if it had begun that much earlier. */
export async function runOutTheClock(world: World, chatId: string) {
  const statement = `UPDATE chat_sessions SET ends_at = now(), started_at = started_at - (ends_at - now()) WHERE id = $1 RETURNING id`
  if ((await world.sql(statement, [chatId])).length !== 1) throw new Error(`no chat ${chatId}`)
}
