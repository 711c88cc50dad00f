import type { MasterKeys } from './master-keys'

/** An operator's TOTP secret as it is stored: under the master key, and theirs alone. */
export const sealTotpSecret = (keys: MasterKeys, operatorId: string, secret: string): string =>
  keys.seal(secret, `operators/${operatorId}`)

/** The secret again. One from before there were keys has no dot, since it is base32, and is as it was. */
export async function openTotpSecret(keys: MasterKeys, operatorId: string, stored: string): Promise<string> {
  return stored.includes('.') ? await keys.open(stored, `operators/${operatorId}`) : stored
}
