import type { Told } from '../db/transact'
import { type ChatKeys, openBody } from './chat-keys'

/** An event as it lies in the database until it is delivered: the body of a message is sealed. */
export type StoredEvent = Told & { sealed?: true }

/** The event with its message's body in the form in which the message itself is stored. */
export function toStore(told: Told, sealedBody: string | undefined): StoredEvent {
  if (told.name !== 'message') return told
  // Without a sealed body nothing of it may lie there; whoever missed it reads the message.
  return { ...told, data: { ...told.data, body: sealedBody ?? '' }, sealed: true }
}

/** The events again as they were told. One of a chat whose key was destroyed is left out. */
export async function fromStore(keys: ChatKeys, events: StoredEvent[]): Promise<Told[]> {
  const chats = events.flatMap((event) => (event.name === 'message' && event.sealed ? [event.data.chat_session_id] : []))
  const found = await keys.forReading(chats)
  return events.flatMap(({ sealed, ...told }) => {
    if (told.name !== 'message' || !sealed) return [told]
    const body = openBody(found, { ...told.data, sealed })
    return body === '' ? [] : [{ ...told, data: { ...told.data, body } }]
  })
}
