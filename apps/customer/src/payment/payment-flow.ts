import type { OpenPaymentBody, Payment } from '@bestie/contracts/payment'
import { ApiProblem, isUnanswered } from '@bestie/ui/api'
import { assign, fromPromise, setup } from 'xstate'

export type Choice = OpenPaymentBody
/** The answer to confirming: the payment's state, and what was paid for. */
export type Confirmation = Pick<Payment, 'pay_url'> & Bought
export type Bought = Pick<Payment, 'status' | 'targeted_mitra' | 'extended_chat_session_id'>

type Context = {
  /** The customer's choice, and the key that makes repeated openings one payment. */
  choice: Choice | null
  key: string
  paymentId: string | null
  payUrl: string | null
  bought: Bought | null
  problem: unknown
  /** The customer, back from the gateway, has asked whether the payment arrived. */
  asked: boolean
}

type Event =
  | { type: 'PAY'; choice: Choice; key: string }
  | { type: 'PAYMENT'; payment: Payment }
  | { type: 'CHECK' }
  | { type: 'GIVE_UP' }

/**
 * From choosing to a confirmed payment. The gateway may confirm at once, or first send the customer to its own
 * page; a customer who comes back from there starts in `returning`. PAY repeats an unanswered step under the same
 * key. No payment is opened while an earlier one may still be taken: only the server's answer lets a payment go.
 */
export const paymentFlow = setup({
  types: {
    context: {} as Context,
    events: {} as Event,
    input: {} as { paymentId: string | null },
  },
  actors: {
    open: fromPromise<Payment, { choice: Choice; key: string }>(() => Promise.reject(new Error('not provided'))),
    confirm: fromPromise<Confirmation, { paymentId: string }>(() => Promise.reject(new Error('not provided'))),
    abandon: fromPromise<void, { paymentId: string }>(() => Promise.reject(new Error('not provided'))),
  },
  actions: {
    forget: assign({ paymentId: null, payUrl: null, asked: false }),
    noteBought: assign({ bought: ({ event }) => boughtOf(event) }),
    noteProblem: assign({ problem: ({ event }) => errorOf(event) }),
    /** It ended without the customer: said in the words of the refusal that confirming it now would get. */
    noteOver: assign({ problem: new ApiProblem('payment_not_pending', 409) }),
    clearProblem: assign({ problem: null }),
    noteAsked: assign({ asked: true }),
    /** Forgets the choice behind this payment: whatever is chosen next, this payment is given back first. */
    unchoose: assign({ choice: null }),
  },
  guards: {
    isConfirmed: ({ event }) => event.type === 'PAYMENT' && ['confirmed', 'consumed'].includes(event.payment.status),
    isOver: ({ event }) => event.type === 'PAYMENT' && ['abandoned', 'expired', 'failed_pairing'].includes(event.payment.status),
    isUnanswered: ({ event }) => isUnanswered(errorOf(event)),
    /** The payment cannot be given back: it was paid. */
    isPaid: ({ event }) => {
      const error = errorOf(event)
      return error instanceof ApiProblem && (error.state === 'confirmed' || error.state === 'consumed')
    },
  },
}).createMachine({
  id: 'payment',
  context: ({ input }) => ({
    choice: null,
    key: '',
    paymentId: input.paymentId,
    payUrl: null,
    bought: null,
    problem: null,
    asked: false,
  }),
  initial: 'begin',
  states: {
    begin: { always: [{ guard: ({ context }) => context.paymentId !== null, target: 'returning' }, { target: 'choosing' }] },
    choosing: {
      on: {
        PAY: [
          // Another choice is another payment: the open one is given back first.
          {
            guard: ({ context, event }) => context.paymentId !== null && !sameChoice(context.choice, event.choice),
            target: 'replacing',
            actions: assign(({ event }) => ({ choice: event.choice, key: event.key, problem: null })),
          },
          {
            guard: ({ context }) => context.paymentId === null,
            target: 'opening',
            // The same choice after an unanswered try is the same payment, hence the same key.
            actions: assign(({ context, event }) => ({
              choice: event.choice,
              key: sameChoice(context.choice, event.choice) ? context.key : event.key,
              problem: null,
            })),
          },
          { target: 'confirming', actions: 'clearProblem' },
        ],
      },
    },
    opening: {
      invoke: {
        src: 'open',
        input: ({ context }) => ({ choice: context.choice as Choice, key: context.key }),
        onDone: { target: 'confirming', actions: assign(({ event }) => ({ paymentId: event.output.payment_session_id })) },
        onError: {
          target: 'choosing',
          actions: assign(({ context, event }) => ({
            problem: event.error,
            // Only if no answer came may the first try have worked.
            choice: isUnanswered(event.error) ? context.choice : null,
          })),
        },
      },
    },
    confirming: {
      invoke: {
        src: 'confirm',
        input: ({ context }) => ({ paymentId: context.paymentId as string }),
        onDone: [
          {
            guard: ({ event }) => event.output.status === 'pending',
            target: 'atGateway',
            actions: assign(({ event }) => ({ payUrl: event.output.pay_url })),
          },
          { target: 'confirmed', actions: 'noteBought' },
        ],
        onError: [
          { guard: 'isUnanswered', target: 'choosing', actions: 'noteProblem' },
          { target: 'failing', actions: 'noteProblem' },
        ],
      },
    },
    /** Back from the gateway's page, or after a reload: ask for the outcome. */
    returning: {
      invoke: {
        src: 'confirm',
        input: ({ context }) => ({ paymentId: context.paymentId as string }),
        onDone: [
          {
            guard: ({ event }) => event.output.status === 'pending',
            target: 'waiting',
            actions: assign(({ event }) => ({ payUrl: event.output.pay_url })),
          },
          { target: 'confirmed', actions: 'noteBought' },
        ],
        onError: [
          { guard: 'isUnanswered', target: 'waiting', actions: 'noteProblem' },
          { target: 'abandoning', actions: 'noteProblem' },
        ],
      },
      on: { PAYMENT: { guard: 'isConfirmed', target: 'confirmed', actions: 'noteBought' } },
    },
    /** The gateway waits for the customer, who is in the app and can return to its page. */
    waiting: {
      on: {
        PAYMENT: [
          { guard: 'isConfirmed', target: 'confirmed', actions: 'noteBought' },
          { guard: 'isOver', target: 'choosing', actions: ['forget', 'noteOver'] },
          { actions: assign({ payUrl: ({ event }) => event.payment.pay_url }) },
        ],
        CHECK: { target: 'returning', actions: ['clearProblem', 'noteAsked'] },
        GIVE_UP: { target: 'abandoning', actions: 'clearProblem' },
      },
    },
    /** The app leaves for the gateway's page. A browser that cached this page brings it back unchanged. */
    atGateway: {
      on: {
        PAYMENT: [
          { guard: 'isConfirmed', target: 'confirmed', actions: 'noteBought' },
          { guard: 'isOver', target: 'choosing', actions: ['forget', 'noteOver'] },
        ],
        CHECK: 'returning',
      },
    },
    /** Nothing was taken: the payment is given back, and the customer may choose again. */
    failing: abandonThen({ answered: 'choosing', unanswered: 'choosing' }),
    abandoning: abandonThen({ answered: 'choosing', unanswered: 'waiting' }),
    replacing: abandonThen({ answered: 'opening', unanswered: 'choosing' }),
    confirmed: { type: 'final' },
  },
})

/**
 * Gives the payment back. If it was paid meanwhile, it is used instead. Without an answer it may have been paid, so it is kept.
 */
function abandonThen<Answered extends string, Unanswered extends string>(to: { answered: Answered; unanswered: Unanswered }) {
  return {
    invoke: {
      src: 'abandon',
      input: ({ context }: { context: Context }) => ({ paymentId: context.paymentId as string }),
      onDone: { target: to.answered, actions: 'forget' },
      onError: [
        { guard: 'isPaid', target: 'returning', actions: 'clearProblem' },
        { guard: 'isUnanswered', target: to.unanswered, actions: ['noteProblem', 'unchoose'] },
        // A refusal for any other reason means that it has ended.
        { target: to.answered, actions: 'forget' },
      ],
    },
  } as const
}

/** The payment, if the event or answer says that it is confirmed. */
const boughtOf = (event: object): Bought | null =>
  'payment' in event ? (event.payment as Payment) : 'output' in event ? (event.output as Confirmation) : null

/** Why a step failed. */
const errorOf = (event: object): unknown => ('error' in event ? event.error : null)

const sameChoice = (a: Choice | null, b: Choice) =>
  a !== null &&
  a.tier_id === b.tier_id &&
  a.is_free_trial === b.is_free_trial &&
  a.topic_sensitivity === b.topic_sensitivity &&
  a.targeted_mitra_id === b.targeted_mitra_id &&
  a.chat_session_id === b.chat_session_id
