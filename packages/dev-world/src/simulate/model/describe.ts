import type { Model } from './state'

/** The model's state in words, one line for each thing, as `observe` describes the database. */
export function describeModel(m: Model): string[] {
  const lines: string[] = []
  for (const [id, { credit }] of Object.entries(m.customers)) lines.push(`${id} has credit ${credit}`)
  for (const [id, { online: isOnline }] of Object.entries(m.mitras)) lines.push(`${id} is ${isOnline ? 'online' : 'offline'}`)
  for (const [id, p] of Object.entries(m.payments)) {
    const { status, amount, refunds } = p.gateway
    const given = Object.values(refunds).reduce((sum, refund) => sum + refund, 0)
    lines.push(`${id} ${p.status} of ${p.amount}, credit ${p.credit}, charged ${p.charged}, for ${p.open}`)
    lines.push(`${id} at the gateway: ${status === 'none' ? 'nothing' : `${status} ${amount}, given back ${given}`}`)
  }
  for (const [id, chat] of Object.entries(m.chats)) {
    const cards = Object.entries(chat.cards)
      .map(([mitra, card]) => `${mitra} ${card}`)
      .sort()
    lines.push(
      `${id} ${chat.status} ended by ${chat.endedBy} with ${chat.mitra}, ${chat.messages.length} messages, goodbyes ${chat.goodbyes}, extension ${chat.pending}, cards ${cards}`,
    )
  }
  for (const [id, { status }] of Object.entries(m.extensions)) lines.push(`${id} asks for more time: ${status}`)
  for (const [id, { amount, action }] of Object.entries(m.failures)) lines.push(`${id} of ${amount}: ${action}`)
  for (const { failure, kind, toGateway, toCredit, status } of m.repayments)
    lines.push(`${failure} ${kind}: ${status}, gateway ${toGateway}, credit ${toCredit}`)
  return lines.sort()
}
