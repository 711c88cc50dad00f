import type { Payment } from '@bestie/contracts/payment'
import { ApiProblem } from '@bestie/ui/api'
import { assign, fromPromise, setup } from 'xstate'

type Context = {
  paymentId: string
  problem: unknown
  /** Whether the search is known to have begun. */
  running: boolean
}
type Event = { type: 'PAYMENT'; payment: Payment } | { type: 'CANCEL' } | { type: 'RETRY' }

const is =
  (test: (payment: Payment) => boolean) =>
  ({ event }: { event: Event }) =>
    event.type === 'PAYMENT' && test(event.payment)

/**
 * From a confirmed payment to a chat, or to the end of the search. The payment as the server has it decides;
 * this machine follows it, and adds what only the app knows: the commands that are not answered yet.
 */
export const searchFlow = setup({
  types: { context: {} as Context, events: {} as Event, input: {} as { paymentId: string } },
  actors: {
    start: fromPromise<unknown, { paymentId: string }>(() => Promise.reject(new Error('not provided'))),
    cancel: fromPromise<unknown, { paymentId: string }>(() => Promise.reject(new Error('not provided'))),
  },
  actions: {
    /** Reads the payment again: the server has moved on. */
    reread: () => {},
    clearProblem: assign({ problem: null }),
  },
  guards: {
    isFound: is((payment) => payment.status === 'consumed'),
    wasCancelled: is((payment) => payment.status === 'abandoned' || payment.cause_tag === 'customer_cancelled'),
    hasFailed: is((payment) => payment.status === 'failed_pairing' || payment.status === 'expired'),
    isUnpaid: is((payment) => payment.status === 'pending'),
    isSearching: is((payment) => payment.status === 'confirmed' && payment.chat_session_id !== null),
    /** The search goes on, read after an answer that did not come. */
    isBack: ({ context, event }) =>
      context.problem instanceof ApiProblem &&
      context.problem.code === 'network' &&
      event.type === 'PAYMENT' &&
      event.payment.status === 'confirmed',
    isRunning: ({ context }) => context.running,
    isWaiting: is((payment) => payment.status === 'confirmed' && payment.chat_session_id === null),
  },
}).createMachine({
  id: 'search',
  context: ({ input }) => ({ paymentId: input.paymentId, problem: null, running: false }),
  initial: 'reading',
  on: {
    PAYMENT: [
      { guard: 'isFound', target: '.found' },
      { guard: 'isUnpaid', target: '.unpaid' },
      { guard: 'wasCancelled', target: '.cancelled' },
      { guard: 'hasFailed', target: '.failed' },
    ],
  },
  states: {
    reading: {
      on: {
        PAYMENT: [
          { guard: 'isSearching', target: 'searching' },
          { guard: 'isWaiting', target: 'starting' },
        ],
      },
    },
    /** Paid and not yet searching: the blast goes out. */
    starting: {
      invoke: {
        src: 'start',
        input: ({ context }) => ({ paymentId: context.paymentId }),
        onDone: { target: 'searching', actions: 'reread' },
        onError: { target: 'stuck', actions: [assign({ problem: ({ event }) => event.error }), 'reread'] },
      },
      on: { CANCEL: 'cancelling' },
    },
    /** The start was refused or not answered. */
    stuck: {
      on: {
        PAYMENT: { guard: 'isSearching', target: 'searching', actions: 'clearProblem' },
        RETRY: { target: 'starting', actions: 'clearProblem' },
        CANCEL: 'cancelling',
      },
    },
    searching: {
      entry: assign({ running: true }),
      on: {
        PAYMENT: { guard: 'isBack', actions: 'clearProblem' },
        CANCEL: { target: 'cancelling', actions: 'clearProblem' },
      },
    },
    cancelling: {
      invoke: {
        src: 'cancel',
        input: ({ context }) => ({ paymentId: context.paymentId }),
        onDone: 'cancelled',
        // If refused, another transition won, e.g. an accept, and reading shows which. If not answered, all is as before.
        onError: [
          { guard: 'isRunning', target: 'searching', actions: [assign({ problem: ({ event }) => event.error }), 'reread'] },
          { target: 'stuck', actions: [assign({ problem: ({ event }) => event.error }), 'reread'] },
        ],
      },
    },
    unpaid: { type: 'final' },
    found: { type: 'final' },
    failed: { type: 'final' },
    cancelled: { type: 'final' },
  },
})
