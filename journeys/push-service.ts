import { execFile } from 'node:child_process'
import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/**
 * The service that Google or Mozilla run for their browsers: it takes
 * encrypted pushes, and can read those of the subscriptions made here.
 */
export interface PushService {
  /** The environment in which a server knows its name and trusts its certificate. */
  environment: Record<string, string>
  /** A subscription as a browser's `toJSON()` gives it. */
  subscription(): BrowserSubscription
  /** The payloads that were sent to this subscription, as texts. */
  sentTo(subscription: BrowserSubscription): string[]
  close(): Promise<void>
}

export interface BrowserSubscription {
  endpoint: string
  expirationTime: null
  keys: { p256dh: string; auth: string }
}

type Received = { publicKey: Buffer; auth: Buffer; decrypt: (body: Buffer) => string; payloads: string[] }

export async function startPushService(): Promise<PushService> {
  const folder = await mkdtemp(join(tmpdir(), 'bestie-push-'))
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]
  const options = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=push']
  const made = ['-keyout', key, '-out', certificate, '-addext', 'subjectAltName=DNS:push.bestie.test']
  await promisify(execFile)('openssl', ['req', '-x509', ...options, ...made])

  const received = new Map<string, Received>()
  const server = createServer({ key: await readFile(key), cert: await readFile(certificate) }, async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const to = received.get(request.url ?? '')
    to?.payloads.push(to.decrypt(Buffer.concat(chunks)))
    response.writeHead(to ? 201 : 404).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  return {
    environment: {
      NODE_EXTRA_CA_CERTS: certificate,
      NODE_OPTIONS: `--import ${new URL('push-service-name.mjs', import.meta.url)}`,
    },
    subscription() {
      const path = `/${randomBytes(9).toString('base64url')}`
      const device = newDevice()
      received.set(path, { ...device, payloads: [] })
      const keys = { p256dh: device.publicKey.toString('base64url'), auth: device.auth.toString('base64url') }
      return { endpoint: `https://push.bestie.test:${port}${path}`, expirationTime: null, keys }
    },
    sentTo: ({ endpoint }) => received.get(new URL(endpoint).pathname)?.payloads ?? [],
    async close() {
      server.closeAllConnections()
      server.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A browser's keys, and a way to decrypt pushes to them (RFC 8291, aes128gcm). */
function newDevice() {
  const device = createECDH('prime256v1')
  device.generateKeys()
  const publicKey = device.getPublicKey()
  const auth = randomBytes(16)
  const derive = (secret: Buffer, salt: Buffer, info: Buffer, length: number) =>
    Buffer.from(hkdfSync('sha256', secret, salt, info, length))

  const decrypt = (body: Buffer) => {
    const salt = body.subarray(0, 16)
    const senderKey = body.subarray(21, 21 + body.readUInt8(20))
    const encrypted = body.subarray(21 + senderKey.length)
    const forBoth = Buffer.concat([Buffer.from('WebPush: info\0'), publicKey, senderKey])
    const secret = derive(device.computeSecret(senderKey), auth, forBoth, 32)
    const key = derive(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
    const nonce = derive(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12)
    const decipher = createDecipheriv('aes-128-gcm', key, nonce)
    decipher.setAuthTag(encrypted.subarray(-16))
    const padded = Buffer.concat([decipher.update(encrypted.subarray(0, -16)), decipher.final()])
    // The last record ends with a 2 and zeros.
    return padded.subarray(0, padded.lastIndexOf(2)).toString()
  }
  return { publicKey, auth, decrypt }
}
