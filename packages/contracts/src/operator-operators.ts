import { z } from 'zod'
import { email } from './auth'
import { operatorRole } from './operator-account'
import { tableQuery } from './operator-tables'
import { id, instant, tableOf } from './values'

/** Another operator: their role, their second factor, and whether they may still sign in. */
export const operatorPerson = z.object({
  id,
  email: z.string(),
  role: operatorRole,
  created_at: instant,
  disabled_at: instant.nullable(),
  totp_enabled: z.boolean(),
  totp_required: z.boolean(),
  last_used_at: instant.nullable(),
})
export type OperatorPerson = z.infer<typeof operatorPerson>
export const operatorPeople = tableOf(operatorPerson)
export const operatorPeopleQuery = z.strictObject({ page: tableQuery.page })

/** A new operator, by email. The answer carries the password for the first sign-in, once. */
export const createOperatorBody = z.strictObject({ email, role: operatorRole })
export const operatorWithPassword = operatorPerson.extend({ one_time_password: z.string() })
export type OperatorWithPassword = z.infer<typeof operatorWithPassword>
export const changeRoleBody = z.strictObject({ role: operatorRole })
/** Whether this account must have a second factor. */
export const requireTotpBody = z.strictObject({ required: z.boolean() })
