import { endReturning } from './answering'
import { askLate } from './asking'
import type { Course, Model } from './state'

export function* online(m: Model, mitra: string): Course {
  const one = m.mitras[mitra] as Model['mitras'][string]
  if (!one.online) Object.assign(one, { online: true, reached: m.now })
  yield
  yield* askLate(m, { mitra })
  return 'ok'
}

export function* offline(m: Model, mitra: string): Course {
  switchOff(m, mitra, 'mitra')
  yield
  return 'ok'
}

/** Switches a mitra off and closes their open cards; a returning request to them ends. */
export function switchOff(m: Model, mitra: string, by: 'mitra' | 'system'): void {
  const one = m.mitras[mitra] as Model['mitras'][string]
  if (!one.online) return
  one.online = false
  for (const [id, chat] of Object.entries(m.chats)) {
    if (chat.status !== 'searching' || chat.cards[mitra] !== 'sent') continue
    if (chat.returning) endReturning(m, id, 'expired', by, 'targeted_mitra_offline')
    else chat.cards[mitra] = 'closed'
  }
}
