import { isUnanswered } from '@bestie/ui/api'
import { storedInTab } from '@bestie/ui/stored'

/**
 * Opens a payment under a key that outlives a reload: until the server has answered,
 * the same person's same choice is the same payment. `of` names both of them.
 */
export async function underOneKey<Answer>(of: string, newKey: string, open: (key: string) => Promise<Answer>): Promise<Answer> {
  const key = storedInTab.read(of) ?? newKey
  storedInTab.write(of, key)
  try {
    const answer = await open(key)
    storedInTab.remove(of)
    return answer
  } catch (problem) {
    if (!isUnanswered(problem)) storedInTab.remove(of)
    throw problem
  }
}
