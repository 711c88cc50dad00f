import type { Role } from '@bestie/contracts/auth'
import { useSession } from '@bestie/ui/app'

export const operatorRoles = ['operator', 'supervisor', 'admin'] as const satisfies readonly Role[]
type OperatorRole = (typeof operatorRoles)[number]

/** Whether the signed-in operator has this role or a higher one; the server checks each command anyway. */
export function useMay(needed: OperatorRole): boolean {
  const role = useSession()?.user.role
  return operatorRoles.indexOf(role as OperatorRole) >= operatorRoles.indexOf(needed)
}
