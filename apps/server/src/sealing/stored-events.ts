import type { Told } from '../db/transact'
import { type ChatKeys, openBody } from './chat-keys'

/** An event as it is stored until delivered: a message's body is sealed. */
export type StoredEvent = Told & { sealed?: true }

/** The event with its message's body sealed as in the message itself. */
export function toStore(told: Told, sealedBody: string | undefined): StoredEvent {
  if (told.name !== 'message') return told
  // Without a sealed body, store none; whoever missed the event reads the message.
  return { ...told, data: { ...told.data, body: sealedBody ?? '' }, sealed: true }
}

/**
 * The events as they were told. Leaves out an event that does not open, such as one of a chat whose
 * key was destroyed: it must not block the others, and whoever missed it reads the message.
 */
export async function fromStore(keys: ChatKeys, events: StoredEvent[]): Promise<Told[]> {
  const opened = await Promise.allSettled(events.map((event) => openEvent(keys, event)))
  return opened.flatMap((each) => (each.status === 'fulfilled' && each.value !== undefined ? [each.value] : []))
}

async function openEvent(keys: ChatKeys, { sealed, ...told }: StoredEvent): Promise<Told | undefined> {
  if (told.name !== 'message' || !sealed) return told
  const body = openBody(await keys.forReading([told.data.chat_session_id]), { ...told.data, sealed })
  return body === '' ? undefined : { ...told, data: { ...told.data, body } }
}
