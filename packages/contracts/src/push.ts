import { z } from 'zod'
import { id } from './values'

/** A browser's own subscription, as `PushSubscription.toJSON()` gives it. */
export const subscribeBody = z.strictObject({
  // A name on the internet: the server posts to it, and must not be led to a machine of its own network.
  endpoint: z.url({ protocol: /^https$/, hostname: z.regexes.domain }).max(2048),
  expirationTime: z.number().nullish(),
  keys: z.strictObject({ p256dh: z.string().min(1).max(256), auth: z.string().min(1).max(256) }),
})
export const unsubscribeBody = z.strictObject({ endpoint: z.string().max(2048) })

export const pushKey = z.object({ public_key: z.string() })
export const subscribed = z.object({ status: z.enum(['subscribed', 'unsubscribed']) })

/**
 * What a push carries to the service worker: words that a lock screen may show (never what was said in a chat), and what it
 * is about, from which the app knows what a tap opens. A later push with the same `tag` replaces the earlier one.
 */
export const pushPayload = z.object({
  kind: z.enum([
    'chat_request',
    'pairing_matched',
    'pairing_failed',
    'returning_unavailable',
    'extension_requested',
    'message',
    'switched_off',
  ]),
  title: z.string(),
  body: z.string(),
  tag: z.string(),
  chat_session_id: id.optional(),
  payment_session_id: id.optional(),
})
export type PushPayload = z.infer<typeof pushPayload>
export type PushKey = z.infer<typeof pushKey>
