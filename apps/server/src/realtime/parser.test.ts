import fc from 'fast-check'
import { Decoder, Encoder, type Packet, PacketType } from 'socket.io-parser'
import { expect, test } from 'vitest'
import { parser } from './parser'

/** The packet that a decoder makes of a text, or why it refuses it. */
function decoded(decoder: Decoder, text: string): Partial<Packet> | string {
  let found: Partial<Packet> = {}
  decoder.on('decoded', ({ type, nsp, id, data }) => {
    found = { type, nsp, data, ...(id !== undefined && { id }) }
  })
  try {
    decoder.add(text)
  } catch (error) {
    return (error as Error).message
  }
  return found
}

const frame = { chat_session_id: crypto.randomUUID(), client_message_id: 'satu', body: 'kamu 🤍 "di sini"?\n' }

test.each([
  `2["message",${JSON.stringify(frame)}]`,
  `20["message",${JSON.stringify(frame)}]`,
  `2123456789["message",${JSON.stringify(frame)}]`,
  `21234567890123["message",${JSON.stringify(frame)}]`,
  '27["message",null]',
  '27["message",{"__proto__":{"body":"a"}},1,2]',
  '27["message"]',
  '27["message",',
  '27["message",{]',
  '27["message",1]2',
  '27 ["message",1]',
  '27[ "message",1]',
  '2-7["message",1]',
  '2/lain,7["message",1]',
  '51-["message",{"_placeholder":true,"num":0}]',
  '27["typing",{}]',
  '27["disconnect"]',
  '37[{"ok":true}]',
  '0{"token":"a"}',
  '1',
  '2',
  '9["message",1]',
  '',
])('a packet is understood as Socket.IO understands it: %s', (text) => {
  expect(decoded(new parser.Decoder(), text)).toEqual(decoded(new Decoder(), text))
})

test('any message is understood as Socket.IO understands it, and what is told is written as Socket.IO writes it', () => {
  const packets = fc.record({
    type: fc.constantFrom(PacketType.EVENT, PacketType.ACK),
    nsp: fc.constantFrom('/', '/', '/lain'),
    id: fc.option(fc.nat(), { nil: undefined }),
    data: fc.tuple(fc.constantFrom('message', 'typing'), fc.jsonValue()),
  })
  fc.assert(
    fc.property(packets, (given) => {
      const packet = given as Packet
      const texts = new Encoder().encode(packet)
      expect(new parser.Encoder().encode(packet)).toEqual(texts)
      expect(decoded(new parser.Decoder(), texts[0])).toEqual(decoded(new Decoder(), texts[0]))
    }),
    { numRuns: 1_000 },
  )
})
