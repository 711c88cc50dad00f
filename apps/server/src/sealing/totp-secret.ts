import type { MasterKeys } from './master-keys'

/** An operator's TOTP secret as it is stored: sealed with the master key and bound to this operator. */
export const sealTotpSecret = (keys: MasterKeys, operatorId: string, secret: string): string =>
  keys.seal(secret, `operators/${operatorId}`)

/** The secret in clear. A secret that was never sealed has no dot, since it is base32, and is returned as it is. */
export async function openTotpSecret(keys: MasterKeys, operatorId: string, stored: string): Promise<string> {
  return stored.includes('.') ? await keys.open(stored, `operators/${operatorId}`) : stored
}
