import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto'
import { freshBytes } from './fresh-bytes'

const algorithm = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

/** Seals bytes or text with AES-256-GCM as nonce, ciphertext and tag. They open only with the same key and the same `boundTo`. */
export function seal(key: KeyObject, clear: Buffer | string, boundTo: string): Buffer {
  const nonce = freshBytes(nonceBytes)
  const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(boundTo))
  return Buffer.concat([nonce, cipher.update(clear), cipher.final(), cipher.getAuthTag()])
}

/** Opens what `seal` made. Throws for another key, another place, or a changed byte. */
export function open(key: KeyObject, sealed: Buffer, boundTo: string): Buffer {
  const decipher = createDecipheriv(algorithm, key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes })
    .setAAD(Buffer.from(boundTo))
    .setAuthTag(sealed.subarray(-tagBytes))
  return Buffer.concat([decipher.update(sealed.subarray(nonceBytes, -tagBytes)), decipher.final()])
}
