import type { Person, World } from './world'

/** A search of this customer, begun without the app: on the free trial while there is one, paid for afterwards. */
export async function startSearch(world: World, customer: Person, { sensitive = false } = {}) {
  const { body: pricing } = await world.call(customer, 'GET', '/api/client/pricing?kind=chat')
  const [tier] = pricing.tiers as { id: string }[]
  const { body: payment } = await world.call(customer, 'POST', '/api/client/payments', {
    tier_id: tier?.id,
    is_free_trial: pricing.free_trial_eligible,
    topic_sensitivity: sensitive ? 'sensitive' : 'regular',
  })
  const paymentId = String(payment.payment_session_id)
  await world.call(customer, 'POST', `/api/client/payments/${paymentId}/confirm`)
  const { status, body } = await world.call(customer, 'POST', '/api/client/chats/start', { payment_session_id: paymentId })
  if (status !== 200) throw new Error(`no search began: ${JSON.stringify(body)}`)
  return { paymentId, chatId: String(body.chat_session_id) }
}

/** A chat that runs, begun without the apps. */
export async function startChat(world: World, customer: Person, mitra: Person, options?: { sensitive?: boolean }) {
  const search = await startSearch(world, customer, options)
  const { status, body } = await world.call(mitra, 'POST', `/api/mitra/requests/${search.chatId}/accept`)
  if (status !== 200) throw new Error(`no chat began: ${JSON.stringify(body)}`)
  return search
}

/** A chat of the past, goodbyes and all. The first one of a customer uses up the free trial. */
export async function finishChat(world: World, customer: Person, mitra: Person) {
  const { chatId } = await startChat(world, customer, mitra)
  await endChat(world, chatId, customer, mitra)
  return chatId
}

/** Ends a chat before its time, and says both goodbyes. */
export async function endChat(world: World, chatId: string, customer: Person, mitra: Person) {
  await world.call(customer, 'POST', `/api/client/chats/${chatId}/end`)
  await world.call(customer, 'POST', `/api/client/chats/${chatId}/goodbye`, { body: 'Terima kasih' })
  const { body } = await world.call(mitra, 'POST', `/api/mitra/chats/${chatId}/goodbye`, { body: 'Sampai jumpa' })
  if (body.status !== 'completed') throw new Error(`the chat did not end: ${JSON.stringify(body)}`)
}

/** Lets a chat's time run out now, as if it had begun that much earlier. */
export async function runOutTheClock(world: World, chatId: string) {
  const statement = `UPDATE chat_sessions SET ends_at = now(), started_at = started_at - (ends_at - now()) WHERE id = $1 RETURNING id`
  if ((await world.sql(statement, [chatId])).length !== 1) throw new Error(`no chat ${chatId}`)
}

/** Asks for more time in a running chat without the app; answers the payment of it. */
export async function askForMoreTime(world: World, customer: Person, chatId: string) {
  const { body: pricing } = await world.call(customer, 'GET', '/api/client/pricing?kind=extension')
  const [tier] = pricing.tiers as { id: string }[]
  const wish = { tier_id: tier?.id, is_extension: true, chat_session_id: chatId }
  const { body: payment } = await world.call(customer, 'POST', '/api/client/payments', wish)
  const paymentId = String(payment.payment_session_id)
  await world.call(customer, 'POST', `/api/client/payments/${paymentId}/confirm`)
  const asked = { payment_session_id: paymentId }
  const { status, body } = await world.call(customer, 'POST', `/api/client/chats/${chatId}/extensions`, asked)
  if (status !== 200) throw new Error(`more time was not asked for: ${JSON.stringify(body)}`)
  return paymentId
}
