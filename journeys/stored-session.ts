import type { Role, SignedIn } from '@bestie/contracts/auth'
import { isOperatorRole } from '@bestie/contracts/operator-rank'

/** The entry of an app's local storage with which this person is signed in there. */
export function storedSession({ id, role, token }: { id: string; role: Role; token: string }): { name: string; value: string } {
  const session: SignedIn = { token, user: { id, role } }
  return { name: `bestie.${isOperatorRole(role) ? 'control-center' : role}.session`, value: JSON.stringify(session) }
}
