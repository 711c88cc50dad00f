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
  /** `gone` means that the subscription no longer exists and must be dropped. `ttl` in seconds. */
  send(to: Subscription, payload: string, options: { ttl: number; urgent: boolean }): Promise<'accepted' | 'gone' | 'failed'>
}

/** Web Push with our own keys (VAPID). */
export function webPushProvider(keys: { publicKey: string; privateKey: string }, log: Logger): PushProvider {
  return {
    publicKey: keys.publicKey,
    async send({ endpoint, p256dh, auth }, payload, { ttl, urgent }) {
      // Loaded for the first push, so that it does not slow the start.
      const { default: webPush } = await import('web-push')
      try {
        await webPush.sendNotification({ endpoint, keys: { p256dh, auth } }, payload, {
          TTL: ttl,
          urgency: urgent ? 'high' : 'normal',
          timeout: 10_000,
          vapidDetails: { subject: 'mailto:push@bestie.invalid', ...keys },
        })
        return 'accepted'
      } catch (error) {
        const { statusCode } = error as { statusCode?: number }
        if (statusCode === 404 || statusCode === 410) return 'gone'
        log.warn({ statusCode }, 'a push was not accepted')
        return 'failed'
      }
    },
  }
}
