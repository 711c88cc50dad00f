import { isAtLeast, type OperatorRole } from '@bestie/contracts/operator-rank'
import { useSession } from '@bestie/ui/app'
import { useSelf } from '../account/use-self'

/** Whether the operator has this role or a higher one. A role may change after the sign-in; the server checks each command anyway. */
export function useMay(needed: OperatorRole): boolean {
  const signedInAs = useSession()?.user.role
  return isAtLeast(useSelf().data?.role ?? signedInAs, needed)
}
