import { isAtLeast, type OperatorRole } from '@bestie/contracts/operator-rank'
import { useSession } from '@bestie/ui/app'

/** Whether the signed-in operator has this role or a higher one; the server checks each command anyway. */
export const useMay = (needed: OperatorRole): boolean => isAtLeast(useSession()?.user.role, needed)
