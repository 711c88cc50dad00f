import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import type { MasterKeys } from './master-keys'
import { open, seal } from './seal'

const boundTo = 'batch'
/** How many other processes' keys to cache; each process has one for its lifetime. */
const mostOpened = 100

/** Seals what processes with the same master keys tell each other, for a store that keeps it a while. */
export interface SealedBatches {
  seal(text: string): string
  /** Throws for text not sealed this way, or sealed with a master key that this process was not given. */
  open(sealed: string): Promise<string>
}

/** Each process seals with its own key, so that none is overused; the key travels along, sealed with the newest master key. */
export function openSealedBatches(masterKeys: MasterKeys): SealedBatches {
  const secret = randomBytes(32)
  const key = createSecretKey(secret)
  const wrapped = masterKeys.seal(secret.toString('base64'), boundTo)
  const opened = new Map<string, KeyObject>()

  async function keyOf(wrapped: string): Promise<KeyObject> {
    const known = opened.get(wrapped)
    if (known !== undefined) return known
    const found = createSecretKey(Buffer.from(await masterKeys.open(wrapped, boundTo), 'base64'))
    if (opened.size >= mostOpened) opened.clear()
    opened.set(wrapped, found)
    return found
  }

  return {
    seal: (text) => `${wrapped} ${seal(key, text, boundTo).toString('base64')}`,
    async open(sealed) {
      const [theirs = '', text = ''] = sealed.split(' ')
      return open(await keyOf(theirs), Buffer.from(text, 'base64'), boundTo).toString()
    },
  }
}
