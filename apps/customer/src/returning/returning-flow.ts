import type { CustomerChat } from '@bestie/contracts/chat'
import type { Payment, PaymentNow } from '@bestie/contracts/payment'
import { assign, fromPromise, setup } from 'xstate'

/** A payment as the server has it, with its open request, if any. */
export type News = { payment: PaymentNow; request: CustomerChat | null }

type Context = {
  paymentId: string
  ask: boolean
  /** The open request: which mitra it asks, and until when. */
  request: CustomerChat | null
  /** Whether another mitra could listen now; null while that does not matter. */
  otherAvailable: boolean | null
  problem: unknown
}

type Event =
  | { type: 'NEWS'; news: News }
  | { type: 'UNAVAILABLE'; otherAvailable: boolean }
  | { type: 'CANCEL' }
  | { type: 'RETRY' }
  | { type: 'FALL_BACK' }
  | { type: 'LEAVE' }

const is =
  (test: (payment: Payment, request: CustomerChat | null) => boolean) =>
  ({ event }: { event: Event }) =>
    event.type === 'NEWS' && test(event.news.payment, event.news.request)

const unavailableCodes = ['targeted_mitra_offline', 'targeted_mitra_at_capacity']
const problemOf = (error: unknown) => (error ?? {}) as { code?: string; problem?: { other_available?: boolean } }

/**
 * "Curhat lagi": from a payment bound to one mitra to a chat with them, or to the choice of what else to do with the
 * payment. The server's window decides; this machine follows the server, and adds the commands that are not answered yet.
 */
export const returningFlow = setup({
  types: { context: {} as Context, events: {} as Event, input: {} as { paymentId: string; ask: boolean } },
  actors: {
    ask: fromPromise<CustomerChat, { paymentId: string }>(() => Promise.reject(new Error('not provided'))),
    cancel: fromPromise<unknown, { paymentId: string }>(() => Promise.reject(new Error('not provided'))),
  },
  actions: {
    /** Reads the payment again: the server has moved on. */
    reread: () => {},
    takeRequest: assign({ request: ({ context, event }) => (event.type === 'NEWS' ? event.news.request : context.request) }),
    /** The event brings the value first; later reads of the payment keep it true. */
    takeOthers: assign({
      otherAvailable: ({ context, event }) => {
        if (event.type === 'UNAVAILABLE') return event.otherAvailable
        return (event.type === 'NEWS' ? event.news.payment.other_available : null) ?? context.otherAvailable
      },
    }),
  },
  guards: {
    isFound: is((payment) => payment.status === 'consumed'),
    isUnpaid: is((payment) => payment.status === 'pending'),
    wasCancelled: is((payment) => payment.status === 'abandoned' || payment.cause_tag === 'customer_cancelled'),
    hasFailed: is((payment) => payment.status === 'failed_pairing' || payment.status === 'expired'),
    isElsewhere: is((_, request) => request?.status === 'searching' && request.request_type === 'general'),
    isAsked: is((_, request) => request?.status === 'searching' && request.request_type === 'returning'),
    wasRefused: is((payment, request) => request === null && (payment.cause_tag?.startsWith('targeted_mitra') ?? false)),
    isWaiting: is((payment, request) => request === null && payment.status === 'confirmed'),
  },
}).createMachine({
  id: 'returning',
  context: ({ input }) => ({ ...input, request: null, otherAvailable: null, problem: null }),
  initial: 'begin',
  on: {
    NEWS: [
      { guard: 'isFound', target: '.found' },
      { guard: 'isUnpaid', target: '.unpaid' },
      { guard: 'wasCancelled', target: '.cancelled' },
      { guard: 'hasFailed', target: '.failed' },
      { guard: 'isElsewhere', target: '.fallback' },
    ],
  },
  states: {
    begin: { always: [{ guard: ({ context }) => context.ask, target: 'asking' }, { target: 'reading' }] },
    /** After a reload the request is resumed, not made again. */
    reading: {
      on: {
        NEWS: [
          { guard: 'isAsked', target: 'waiting', actions: 'takeRequest' },
          { guard: 'wasRefused', target: 'unavailable', actions: 'takeOthers' },
          { guard: 'isWaiting', target: 'asking' },
        ],
      },
    },
    asking: {
      entry: assign({ problem: null, otherAvailable: null }),
      invoke: {
        src: 'ask',
        input: ({ context }) => ({ paymentId: context.paymentId }),
        onDone: { target: 'waiting', actions: [assign({ request: ({ event }) => event.output }), 'reread'] },
        onError: [
          {
            guard: ({ event }) => unavailableCodes.includes(problemOf(event.error).code ?? ''),
            target: 'unavailable',
            actions: [
              assign({ otherAvailable: ({ event }) => problemOf(event.error).problem?.other_available ?? null }),
              'reread',
            ],
          },
          { target: 'stuck', actions: [assign({ problem: ({ event }) => event.error }), 'reread'] },
        ],
      },
      // The mitra's refusal may arrive before the answer to the request.
      on: { UNAVAILABLE: { actions: 'takeOthers' } },
    },
    /** The request was refused for another reason, or not answered. */
    stuck: {
      on: {
        NEWS: { guard: 'isAsked', target: 'waiting', actions: 'takeRequest' },
        RETRY: 'asking',
        LEAVE: 'left',
      },
    },
    waiting: {
      on: {
        NEWS: [
          { guard: 'isAsked', actions: 'takeRequest' },
          { guard: 'wasRefused', target: 'unavailable', actions: 'takeOthers' },
        ],
        UNAVAILABLE: { target: 'unavailable', actions: 'takeOthers' },
        CANCEL: { target: 'cancelling', actions: assign({ problem: null }) },
      },
    },
    cancelling: {
      invoke: {
        src: 'cancel',
        input: ({ context }) => ({ paymentId: context.paymentId }),
        onDone: 'cancelled',
        // If refused, another transition won, and reading shows which. If not answered, the window goes on.
        onError: { target: 'waiting', actions: [assign({ problem: ({ event }) => event.error }), 'reread'] },
      },
    },
    /** The bestie cannot come. The payment stays, and the customer chooses what to do with it. */
    unavailable: {
      on: {
        NEWS: [
          { guard: 'isAsked', target: 'waiting', actions: 'takeRequest' },
          { guard: 'isWaiting', actions: 'takeOthers' },
        ],
        UNAVAILABLE: { actions: 'takeOthers' },
        FALL_BACK: 'fallback',
        LEAVE: 'left',
      },
    },
    unpaid: { type: 'final' },
    found: { type: 'final' },
    failed: { type: 'final' },
    cancelled: { type: 'final' },
    /** On to a general search with the same payment. */
    fallback: { type: 'final' },
    left: { type: 'final' },
  },
})
