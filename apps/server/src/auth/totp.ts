import { codeDigits } from '@bestie/contracts/limits'
import { Secret, TOTP } from 'otpauth'

/** How long one code is shown, in seconds. */
const period = 30

/** A new secret of 160 bits, as base32. */
export const newTotpSecret = (): string => new Secret({ size: 20 }).base32

const totpOf = (secret: string, label = '') =>
  new TOTP({ issuer: 'Bestie', label, secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: codeDigits, period })

/** What an authenticator app reads from a QR code. */
export const otpauthUri = (secret: string, email: string): string => totpOf(secret, email).toString()

/**
 * The time step this code belongs to: the present one or a neighbour (clocks differ); undefined for
 * any other code. `now` in ms. The caller stores the step of a used code, and accepts none at or before it again.
 */
export function stepOfCode(secret: string, code: string, now: number): number | undefined {
  const delta = totpOf(secret).validate({ token: code, timestamp: now, window: 1 })
  return delta === null ? undefined : Math.floor(now / 1000 / period) + delta
}
