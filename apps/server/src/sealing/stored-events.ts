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

/**
 * The events again as they were told. One that does not open, as of a chat whose key was destroyed, is left out: the others must not wait
 * for it, and whoever missed it reads the message.
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
