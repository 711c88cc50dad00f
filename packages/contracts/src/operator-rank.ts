/**
 * The operators' roles, the lowest first.
 * They have a file of their own so that importing it brings the apps no schema code.
 */
export const operatorRoles = ['operator', 'supervisor', 'admin'] as const
export type OperatorRole = (typeof operatorRoles)[number]

/** Whether a role is an operator's. */
export const isOperatorRole = (role: string | undefined): role is OperatorRole =>
  (operatorRoles as readonly (string | undefined)[]).includes(role)

/** Whether a role is `needed` or above it; no customer's or mitra's is. */
export const isAtLeast = (role: string | undefined, needed: OperatorRole): boolean =>
  isOperatorRole(role) && operatorRoles.indexOf(role) >= operatorRoles.indexOf(needed)
