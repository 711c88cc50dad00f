import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import type { MasterKeys } from './master-keys'
import { open, seal } from './seal'

const boundTo = 'batch'
/** So many keys of other processes are kept open; each process has one as long as it lives. */
const mostOpened = 100

/** Seals what processes that share the master keys say to each other, for a place that keeps it for a while. */
export interface SealedBatches {
  seal(text: string): string
  /** Throws for what was not sealed so, or under a master key that this process was not given. */
  open(sealed: string): Promise<string>
}

/** Each process seals with a key of its own, so that none is used too often; the key goes along, sealed with the newest master key. */
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
    seal: (text) => `${wrapped} ${seal(key, Buffer.from(text), boundTo).toString('base64')}`,
    async open(sealed) {
      const [theirs = '', text = ''] = sealed.split(' ')
      return open(await keyOf(theirs), Buffer.from(text, 'base64'), boundTo).toString()
    },
  }
}
