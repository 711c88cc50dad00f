import type { Fault } from './faulty-process'
import type { CommandName } from './model/courses'
import type { Model } from './model/state'
import type { Random } from './random'

/**
 * One thing that people, operators, the gateway or the clock do. It
 * names what it acts on, so that a history can be replayed or cut.
 */
export interface Step {
  command: CommandName | 'pass' | 'work' | 'connected'
  argument: unknown
  /** Where the process that carries out the step dies. */
  fault?: Fault
  /** The step is carried out, but its answer is lost, and the caller asks again. */
  lost?: boolean
  /** The step that another process carries out at the same moment. */
  with?: Step
  /** Decides whose statement is next while two processes run at once. */
  seed?: number
}

type Option = [weight: number, step: Step]

const step = (command: Step['command'], argument: unknown): Step => ({ command, argument })

/** What may happen next: mostly what makes sense in this state, and some of what does not. */
export function nextStep(
  m: Model,
  random: Random,
  tiers: { kind: string; amount: number; minutes: number }[],
  last?: Step,
): Step {
  if (last?.fault !== undefined && last.with === undefined && random.chance(0.6))
    return { command: last.command, argument: last.argument }
  const options = optionsOf(m, random, tiers)
  const chosen = choose(options, random)
  const disturbed = isCommand(chosen)
  if (disturbed && random.chance(0.2)) {
    const related = options.filter(([, other]) => isCommand(other) && other.command !== 'sweep' && isRelated(chosen, other))
    const partner = random.chance(0.3) || related.length === 0 ? structuredClone(chosen) : choose(related, random)
    if (partner.command === 'open' && JSON.stringify(partner.argument) !== JSON.stringify(chosen.argument))
      Object.assign(partner.argument as object, { payment: `p${nextNumber(m) + 1}` })
    const first = maybeFault(chosen, random, 0.1)
    if (partner.command !== 'sweep') return { ...first, with: maybeFault(partner, random, 0.1), seed: random.whole(1e9) }
  }
  if (disturbed && random.chance(0.08)) return { ...chosen, lost: true }
  return chosen.command === 'pass' || chosen.command === 'connected' ? chosen : maybeFault(chosen, random, 0.15)
}

const isCommand = ({ command }: Step) => command !== 'pass' && command !== 'work' && command !== 'connected'

function maybeFault(chosen: Step, random: Random, probability: number): Step {
  if (!random.chance(probability)) return chosen
  return { ...chosen, fault: { at: 1 + random.whole(3), when: random.pick(['before', 'after']) } }
}

/** Two steps are related if they name the same payment, or a chat or an extension of it. */
function isRelated(one: Step, other: Step): boolean {
  const paymentsOf = ({ argument }: Step) => new Set(JSON.stringify(argument ?? '').match(/p\d+/g))
  const mine = paymentsOf(one)
  return [...paymentsOf(other)].some((payment) => mine.has(payment)) || mine.size === 0
}

function choose(options: Option[], random: Random): Step {
  const total = options.reduce((sum, [weight]) => sum + weight, 0)
  let left = (random.whole(1e6) / 1e6) * total
  for (const [weight, option] of options) {
    left -= weight
    if (left < 0) return option
  }
  return (options.at(-1) as Option)[1]
}

function optionsOf(m: Model, random: Random, tiers: { kind: string; amount: number; minutes: number }[]): Option[] {
  const options: Option[] = [
    [1.2, step('pass', random.pick([10, 10, 20, 60, 300, 900, 1200, 1800]))],
    [1.5, step('work', null)],
    [0.5, step('sweep', null)],
  ]
  const name = `p${nextNumber(m)}`
  const buy = (customer: string, kind: string, wish: object) => {
    const { amount, minutes } = random.pick(tiers.filter((tier) => tier.kind === kind))
    return step('open', { payment: name, customer, amount, minutes, trial: false, target: null, extends: null, ...wish })
  }
  for (const customer of Object.keys(m.customers)) {
    const busy = Object.values(m.payments).some((p) => p.customer === customer && ['pending', 'confirmed'].includes(p.status))
    const known = Object.values(m.chats).filter((chat) => chat.customer === customer && chat.mitra !== null)
    options.push([busy ? 0.2 : 1, buy(customer, 'chat', { trial: random.chance(0.25) })])
    if (known.length > 0) options.push([busy ? 0.3 : 2, buy(customer, 'chat', { target: random.pick(known).mitra })])
  }
  for (const mitra of Object.keys(m.mitras)) {
    const { online, connected } = m.mitras[mitra] as Model['mitras'][string]
    options.push(
      [online ? 0.3 : 1.5, step(online ? 'offline' : 'online', mitra)],
      [0.1, step(online ? 'online' : 'offline', mitra)],
    )
    options.push([0.2, step('connected', { mitra, connected: !connected })])
  }
  for (const key of Object.keys(m.payments)) options.push(...ofPayment(m, key))
  for (const id of Object.keys(m.chats)) options.push(...ofChat(m, id, buy))
  for (const [payment, { status }] of Object.entries(m.extensions)) {
    const weight = status === 'pending' ? 1.5 : 0.05
    options.push(
      [weight, step('decide', { payment, verdict: 'approved' })],
      [weight, step('decide', { payment, verdict: 'rejected' })],
    )
    options.push([weight / 4, step('settleExtension', payment)])
  }
  for (const [id, { action }] of Object.entries(m.failures)) {
    const weight = action === null ? 0.3 : 0.04
    for (const one of ['refunded', 'credited', 'no_action']) options.push([weight, step('act', { failure: id, action: one })])
    options.push([action === null ? 0.03 : 0.4, step('reopen', id)])
  }
  m.repayments.forEach((repayment, nth) => {
    if (repayment.toGateway > 0) options.push([repayment.status === 'requested' ? 0.4 : 0.05, step('sendRefund', nth)])
  })
  return options
}

const nextNumber = (m: Model): number => Math.max(-1, ...Object.keys(m.payments).map((key) => Number(key.slice(1)))) + 1

function ofPayment(m: Model, key: string): Option[] {
  const p = m.payments[key] as Model['payments'][string]
  const due = p.amount - p.credit
  const told = (capture: string, amount: number) => step('told', { payment: key, capture, amount })
  const options: Option[] = [
    [0.06, step('confirm', key)],
    [0.04, step('abandon', key)],
    [0.1, step('notified', key)],
    [0.04, told('again', due > 0 ? due : 5_000)],
    [0.03, told('other', due + 1_000)],
  ]
  options.push([0.04, step('giveUp', key)])
  if (p.extends === null) options.push([0.05, step('start', key)], [0.03, step('fallBack', key)])
  if (p.status === 'pending') {
    options.push([3, step('confirm', key)], [0.4, step('abandon', key)], [0.2, told('again', due > 0 ? due : 5_000)])
    if (p.gateway.status === 'waiting') {
      options.push([2, step('onPage', { payment: key, action: 'pay' })], [0.5, step('onPage', { payment: key, action: 'fail' })])
    }
    if (p.gateway.status === 'captured') options.push([2, step('notified', key)])
  } else if (p.gateway.status === 'waiting') options.push([0.5, step('onPage', { payment: key, action: 'pay' })])
  if (p.status === 'confirmed' && p.extends !== null) options.push([3, step('extend', key)], [0.5, step('giveUp', key)])
  if (p.status === 'confirmed' && p.extends === null) {
    options.push([0.4, step('giveUp', key)])
    if (p.target === null) options.push([p.open === null ? 3 : 0.3, step('start', key)])
    else options.push([p.open === null ? 3 : 0.3, step('askAgain', key)], [0.8, step('fallBack', key)])
  }
  return options
}

function ofChat(m: Model, id: string, buy: (customer: string, kind: string, wish: object) => Step): Option[] {
  const chat = m.chats[id] as Model['chats'][string]
  const options: Option[] = []
  for (const mitra of Object.keys(m.mitras)) {
    const isOpen = chat.status === 'searching' && chat.cards[mitra] === 'sent'
    options.push(
      [isOpen ? 2 : 0.05, step('accept', { mitra, chat: id })],
      [isOpen ? 0.8 : 0.03, step('decline', { mitra, chat: id })],
    )
  }
  if (chat.status === 'searching') options.push([0.4, step('cancel', id)], [0.2, step('timeOut', id)])
  else options.push([0.04, step('cancel', id)])
  if (chat.mitra === null || chat.status === 'searching') return options
  for (const role of ['customer', 'mitra'] as const) {
    options.push([chat.status === 'active' ? 0.4 : 0.1, step('say', { chat: id, role, text: `hai ${chat.messages.length}` })])
    options.push([chat.status === 'active' ? 0.25 : 0.04, step('end', { chat: id, role })])
    options.push([chat.status === 'closing' ? 1 : 0.04, step('goodbye', { chat: id, role })])
  }
  if (chat.status === 'active')
    options.push([1.5, buy(chat.customer, 'extension', { extends: id })], [0.1, step('expireSession', id)])
  if (chat.status === 'closing') options.push([0.1, step('complete', id)])
  return options
}

/** Whether everything that a step names exists: in a history that was cut, it may not. */
export function makesSense(m: Model, { command, argument }: Step): boolean {
  switch (command) {
    case 'open': {
      const wish = argument as { target: string | null; extends: string | null }
      return wish.extends === null || m.chats[wish.extends] !== undefined
    }
    case 'cancel':
    case 'timeOut':
    case 'expireSession':
    case 'complete':
      return m.chats[argument as string] !== undefined
    case 'accept':
    case 'decline':
    case 'say':
    case 'end':
    case 'goodbye':
      return m.chats[(argument as { chat: string }).chat] !== undefined
    case 'decide':
      return m.extensions[(argument as { payment: string }).payment] !== undefined
    case 'settleExtension':
      return m.extensions[argument as string] !== undefined
    case 'act':
      return m.failures[(argument as { failure: string }).failure] !== undefined
    case 'reopen':
      return m.failures[argument as string] !== undefined
    case 'sendRefund':
      return m.repayments[argument as number] !== undefined
    case 'told':
    case 'onPage':
      return m.payments[(argument as { payment: string }).payment] !== undefined
    case 'confirm':
    case 'abandon':
    case 'giveUp':
    case 'notified':
    case 'start':
    case 'fallBack':
    case 'askAgain':
    case 'extend':
      return m.payments[argument as string] !== undefined
    default:
      return true
  }
}
