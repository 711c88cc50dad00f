import { close } from './chat'
import { repay } from './repayment'
import { type Course, chatOf, type Extension, fail, type Model, minutes, payment, releaseCredit } from './state'

export function* extend(m: Model, key: string): Course {
  const p = payment(m, key)
  const chat = chatOf(m, p.extends as string)
  if (m.extensions[key] !== undefined) return 'ok'
  yield
  if (m.extensions[key] !== undefined) return 'ok'
  const isUsable = p.status === 'confirmed' && p.expires > m.now
  if (chat.status === 'active' && chat.pending === null && chat.ends > m.now && isUsable && p.open === null) {
    m.extensions[key] = { chat: p.extends as string, payment: key, status: 'pending', deadline: m.now + 10 }
    chat.pending = key
    p.open = key
    return 'ok'
  }
  if (chat.pending !== null) return 'extension_open'
  return isUsable ? 'chat_not_active' : 'payment_not_confirmed'
}

function grant(m: Model, key: string, status: Extension['status']): void {
  const extension = m.extensions[key] as Extension
  const [p, chat] = [payment(m, key), chatOf(m, extension.chat)]
  extension.status = status
  Object.assign(p, { status: 'consumed', charged: p.amount, open: null })
  chat.pending = null
  chat.ends += p.minutes * minutes
}

function refuse(m: Model, key: string, status: Extension['status']): void {
  const extension = m.extensions[key] as Extension
  const [p, chat] = [payment(m, key), chatOf(m, extension.chat)]
  extension.status = status
  Object.assign(p, { status: 'failed_pairing', open: null })
  chat.pending = null
  const cause = status === 'safeguard_tripped' ? 'extension_safeguard_tripped' : 'extension_rejected'
  const failure = fail(m, key, cause, p.charged ?? 0)
  if ((p.charged ?? 0) > 0) repay(m, key, failure, 'refunded', false)
  else releaseCredit(m, p)
  if (chat.ends <= m.now) close(m, chat, 'timer')
}

export function decide(m: Model, { payment: key, verdict }: { payment: string; verdict: 'approved' | 'rejected' }): string {
  const extension = m.extensions[key] as Extension
  if (extension.status === verdict) return 'ok'
  if (extension.status !== 'pending') return 'extension_decided'
  if (extension.deadline <= m.now) return 'deadline_passed'
  if (verdict === 'approved') grant(m, key, verdict)
  else refuse(m, key, verdict)
  return 'ok'
}

export function* settleExtension(m: Model, key: string, between: 'item' | undefined = undefined): Course {
  const extension = m.extensions[key] as Extension
  if (extension.status !== 'pending') return 'ok'
  const mitra = m.mitras[chatOf(m, extension.chat).mitra as string]
  const isConnected = mitra?.connected
  if ((yield between) && between !== undefined) return 'ok'
  if (extension.status !== 'pending' || extension.deadline > m.now) return 'ok'
  if (!m.rules.autoApprove) refuse(m, key, 'auto_rejected')
  else if (mitra?.online && isConnected) grant(m, key, 'auto_approved')
  else refuse(m, key, 'safeguard_tripped')
  return 'ok'
}
