import { messageAck } from '@bestie/contracts/chat'
import { appEvents, serverEvents } from '@bestie/contracts/events'
import { z } from 'zod'

type Schemas = Record<string, z.ZodType>

const described = (direction: 'server' | 'app', events: Schemas) =>
  Object.entries(events).map(([name, schema]) => [
    `${direction}.${name}`,
    { name, payload: z.toJSONSchema(schema, { io: direction === 'app' ? 'input' : 'output', unrepresentable: 'any' }) },
  ])

const messages = Object.fromEntries([...described('server', serverEvents), ...described('app', appEvents)])
const referencesTo = (direction: 'server' | 'app') =>
  Object.keys(messages)
    .filter((name) => name.startsWith(`${direction}.`))
    .map((name) => ({ $ref: `#/channels/socket/messages/${name}` }))

/** The socket's events as an AsyncAPI document, from the same schemas that validate them. */
export const socketDocument = {
  asyncapi: '3.0.0',
  info: {
    title: 'Bestie, socket',
    version: '1.0.0',
    description:
      'Socket.IO at /socket.io, token in `auth.token`; a refusal is a `connect_error` with `data.code`. ' +
      'Events are hints about stored state: whoever missed one gets the same truth by reading.',
  },
  channels: {
    socket: {
      address: '/socket.io',
      messages: Object.fromEntries(Object.keys(messages).map((name) => [name, { $ref: `#/components/messages/${name}` }])),
    },
  },
  operations: {
    send: { action: 'send', channel: { $ref: '#/channels/socket' }, messages: referencesTo('server') },
    receive: { action: 'receive', channel: { $ref: '#/channels/socket' }, messages: referencesTo('app') },
  },
  components: { messages, schemas: { message_ack: z.toJSONSchema(messageAck) } },
}
