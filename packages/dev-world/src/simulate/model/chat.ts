import { type Chat, type Course, chatOf, isDelivered, type Model } from './state'

type Role = 'customer' | 'mitra'

/** Moves an active chat to `closing`, unless an extension is pending. Returns whether it did. */
export function close(m: Model, chat: Chat, endedBy: string): boolean {
  if (chat.status !== 'active' || chat.pending !== null) return false
  Object.assign(chat, { status: 'closing', endedBy, goodbyeUntil: m.now + 60 })
  return true
}

export function say(m: Model, { chat: id, role, text }: { chat: string; role: Role; text: string }): string {
  const chat = chatOf(m, id)
  if (!isDelivered(chat)) return 'not_found'
  if (chat.messages.includes(`${role} ${text}`)) return 'ok'
  if (chat.status !== 'active') return 'chat_not_active'
  chat.messages.push(`${role} ${text}`)
  return 'ok'
}

/** The refusal for a request that has not become a chat: its customer may know of it, and no mitra has won it. */
const ofRequest = (role: Role, refusal: string) => (role === 'customer' ? refusal : 'not_found')

export function* end(m: Model, { chat: id, role }: { chat: string; role: Role }): Course {
  const chat = chatOf(m, id)
  if (!isDelivered(chat)) return ofRequest(role, 'chat_not_active')
  yield
  if (close(m, chat, role)) return 'ok'
  yield
  if (chat.status === 'active') return 'extension_open'
  return chat.endedBy === role ? 'ok' : 'chat_not_active'
}

export function goodbye(m: Model, { chat: id, role }: { chat: string; role: Role }): string {
  const chat = chatOf(m, id)
  if (!isDelivered(chat)) return ofRequest(role, 'chat_not_closing')
  if (chat.goodbyes.includes(role)) return 'ok'
  if (chat.status !== 'closing') return 'chat_not_closing'
  if (chat.goodbyeUntil <= m.now) return 'deadline_passed'
  chat.goodbyes = [...chat.goodbyes, role].sort()
  chat.messages.push(`${role} goodbye`)
  if (chat.goodbyes.length === 2) chat.status = 'completed'
  return 'ok'
}

export function expireSession(m: Model, id: string): string {
  const chat = chatOf(m, id)
  if (chat.ends <= m.now) close(m, chat, 'timer')
  return 'ok'
}

export function complete(m: Model, id: string): string {
  const chat = chatOf(m, id)
  if (chat.status === 'closing' && chat.goodbyeUntil <= m.now) chat.status = 'completed'
  return 'ok'
}
