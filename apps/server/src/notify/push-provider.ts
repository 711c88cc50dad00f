import { request } from 'node:https'
import type { Logger } from 'pino'

/** Where a browser receives pushes, and the keys with which only it can read them. */
export interface Subscription {
  endpoint: string
  p256dh: string
  auth: string
}

/** Delivers a payload to a browser's push service. */
export interface PushProvider {
  /** What a browser needs in order to subscribe. */
  readonly publicKey: string
  /**
   * Settles within some seconds, whatever the push service does. `gone` means that the subscription
   * no longer exists and must be dropped. `ttl` in seconds.
   */
  send(to: Subscription, payload: string, options: { ttl: number; urgent: boolean }): Promise<'accepted' | 'gone' | 'failed'>
}

/** Web Push with our own keys (VAPID). Anybody may name a push service: it gets `patience` ms, and only its status is read. */
export function webPushProvider(
  keys: { publicKey: string; privateKey: string },
  { patience, log }: { patience: number; log: Logger },
): PushProvider {
  return {
    publicKey: keys.publicKey,
    async send({ endpoint, p256dh, auth }, payload, { ttl, urgent }) {
      // Loaded for the first push, so that it does not slow the start.
      const { default: webPush } = await import('web-push')
      try {
        // Parsed as the contract parsed it: web-push parses in its own way and might find another host in the same text.
        const url = new URL(endpoint)
        const details = webPush.generateRequestDetails({ endpoint: url.href, keys: { p256dh, auth } }, payload, {
          TTL: ttl,
          urgency: urgent ? 'high' : 'normal',
          vapidDetails: { subject: 'mailto:push@bestie.invalid', ...keys },
        })
        const status = await post(url, details, patience)
        if (status >= 200 && status < 300) return 'accepted'
        if (status === 404 || status === 410) return 'gone'
        log.warn({ statusCode: status }, 'a push was not accepted')
      } catch (error) {
        log.warn({ reason: (error as { code?: unknown }).code }, 'a push was not accepted')
      }
      return 'failed'
    },
  }
}

/**
 * Resolves with the status as soon as it comes. The body is not read: its first byte ends the connection, and so do `patience` ms
 * from the start.
 */
function post(
  url: URL,
  { method, headers, body }: { method: string; headers: Record<string, string>; body: Buffer },
  patience: number,
): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, { method, headers, signal: AbortSignal.timeout(patience) }, (answer) => {
      answer.on('data', () => answer.destroy())
      resolve(answer.statusCode as number)
    })
      .on('error', reject)
      .end(body)
  })
}
