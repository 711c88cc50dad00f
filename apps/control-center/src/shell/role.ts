import type { Role } from '@bestie/contracts/auth'
import { useSession } from '@bestie/ui/app'

export const operatorRoles = ['operator', 'supervisor', 'admin'] as const satisfies readonly Role[]
type OperatorRole = (typeof operatorRoles)[number]

/** Whether whoever is signed in may do what this role may; the server checks each command anyway. */
export function useMay(needed: OperatorRole): boolean {
  const role = useSession()?.user.role
  return operatorRoles.indexOf(role as OperatorRole) >= operatorRoles.indexOf(needed)
}
