import type { CustomerChat } from '@bestie/contracts/chat'
import type { Extension, ExtensionStatus } from '@bestie/contracts/extension'
import { isUnanswered } from '@bestie/ui/api'
import { assign, fromPromise, setup } from 'xstate'

export type Outcome = Exclude<ExtensionStatus, 'pending'>
export type ExtendedChat = Pick<CustomerChat, 'pending_extension' | 'ends_at'>

type Context = {
  /** An extension's payment with which the mitra is still to be asked. */
  paymentId: string | null
  /** When the chat ends while the extension is undecided. */
  endsAt: string | null
  /** The extension that was decided last: a late read may still show it as open. */
  decidedId: string | null
  outcome: Outcome | null
  problem: unknown
}

type Event =
  | { type: 'CHAT'; chat: ExtendedChat }
  | { type: 'RESOLVED'; extensionId: string; outcome: Outcome }
  | { type: 'RETRY' }
  | { type: 'DISMISS' }

/**
 * More time in one chat, from the held payment to the outcome. The server says, in the chat, whether
 * an extension is open; this machine follows it and keeps the outcome until the customer has seen it.
 */
export const extensionFlow = setup({
  types: { context: {} as Context, events: {} as Event, input: {} as { paymentId: string | null } },
  actors: {
    ask: fromPromise<Extension, { paymentId: string }>(() => Promise.reject(new Error('not provided'))),
  },
  actions: {
    /** The mitra cannot be asked, so the extension's money is given back at once. */
    release: (_, _params: { paymentId: string }) => {},
    /** The mitra was asked, or cannot be: the address no longer needs the payment. */
    forget: () => {},
    noteEnd: assign({ endsAt: ({ context, event }) => (event.type === 'CHAT' ? event.chat.ends_at : context.endsAt) }),
    noteOutcome: assign(({ event }) =>
      event.type === 'RESOLVED' ? { outcome: event.outcome, decidedId: event.extensionId } : {},
    ),
  },
  guards: {
    isPending: ({ context, event }) =>
      event.type === 'CHAT' &&
      event.chat.pending_extension !== null &&
      event.chat.pending_extension.extension_id !== context.decidedId,
    isOver: ({ event }) => event.type === 'CHAT' && event.chat.pending_extension === null,
  },
}).createMachine({
  id: 'extension',
  context: ({ input }) => ({ ...input, endsAt: null, decidedId: null, outcome: null, problem: null }),
  initial: 'begin',
  states: {
    begin: { always: [{ guard: ({ context }) => context.paymentId !== null, target: 'asking' }, { target: 'idle' }] },
    idle: {
      on: {
        // An extension that another device of this customer asked for counts too.
        CHAT: { guard: 'isPending', target: 'waiting', actions: 'noteEnd' },
      },
    },
    asking: {
      entry: assign({ problem: null }),
      invoke: {
        src: 'ask',
        input: ({ context }) => ({ paymentId: context.paymentId as string }),
        onDone: [
          {
            guard: ({ event }) => event.output.status === 'pending',
            target: 'waiting',
            actions: 'forget',
          },
          { target: 'told', actions: [assign({ outcome: ({ event }) => event.output.status as Outcome }), 'forget'] },
        ],
        onError: [
          {
            guard: ({ event }) => isUnanswered(event.error),
            target: 'stuck',
            actions: assign({ problem: ({ event }) => event.error }),
          },
          {
            target: 'refused',
            actions: [
              assign({ problem: ({ event }) => event.error }),
              { type: 'release', params: ({ context }) => ({ paymentId: context.paymentId as string }) },
              'forget',
            ],
          },
        ],
      },
      // The decision, or the open question, may arrive before the answer to the request.
      on: {
        RESOLVED: { target: 'told', actions: ['noteOutcome', 'forget'] },
        CHAT: { guard: 'isPending', actions: 'noteEnd' },
      },
    },
    /** The request got no answer: it is repeated with the same payment. */
    stuck: {
      on: {
        RETRY: 'asking',
        RESOLVED: { target: 'told', actions: ['noteOutcome', 'forget'] },
        CHAT: { guard: 'isPending', target: 'waiting', actions: ['noteEnd', 'forget'] },
      },
    },
    /** The extension was refused, e.g. because the chat had just ended, or another device was quicker: that one's outcome counts. */
    refused: { on: { DISMISS: 'idle', RESOLVED: { target: 'told', actions: 'noteOutcome' } } },
    waiting: {
      on: {
        RESOLVED: { target: 'told', actions: 'noteOutcome' },
        CHAT: [
          { guard: 'isPending', actions: 'noteEnd' },
          {
            guard: 'isOver',
            target: 'told',
            // The event was missed: a later end of the chat shows that the extension was approved.
            actions: assign({
              outcome: ({ context, event }) => (isLater(event.chat.ends_at, context.endsAt) ? 'approved' : 'rejected'),
            }),
          },
        ],
      },
    },
    told: {
      on: {
        DISMISS: 'idle',
        CHAT: { guard: 'isPending', target: 'waiting', actions: 'noteEnd' },
      },
    },
  },
})

const isLater = (a: string | null, b: string | null) => a !== null && b !== null && Date.parse(a) > Date.parse(b)
