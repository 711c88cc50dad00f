import { z } from 'zod'
import { email, oneTimeCode, role } from './auth'
import { shortestPassword } from './limits'
import { operatorRoles } from './operator-rank'
import { id, instant, listOf } from './values'

/** What an operator must do before anything else. Until then every other route refuses with the code of the same name. */
export const operatorDuty = z.enum(['password_change_required', 'totp_setup_required'])
export type OperatorDuty = z.infer<typeof operatorDuty>

export const operatorRole = role.extract(operatorRoles)

export const signInOperatorBody = z.strictObject({
  email,
  password: z.string().min(1).max(256),
  totp: oneTimeCode.optional(),
})

/** The answer to a sign-in: the token, the operator, and their open duties. */
export const operatorSignedIn = z.object({
  token: z.string(),
  user: z.object({ id, role: operatorRole, email: z.string() }),
  duties: z.array(operatorDuty),
})

/** The signed-in operator. */
export const operatorSelf = z.object({
  id,
  email: z.string(),
  role: operatorRole,
  totp_enabled: z.boolean(),
  /** A supervisor requires a second factor of this account, so it cannot be removed. */
  totp_required: z.boolean(),
  duties: z.array(operatorDuty),
})
export type OperatorSelf = z.infer<typeof operatorSelf>

const password = z.string().min(1).max(256)

/** Changes the operator's own password and ends their other sessions. */
export const changePasswordBody = z.strictObject({ password, new_password: z.string().min(shortestPassword).max(256) })
/** Begins to set up a second factor, which is not in force until confirmed. */
export const beginTotpBody = z.strictObject({ password })
/** What an authenticator app needs: the secret in base32, and the address that the QR code shows. */
export const totpBegun = z.object({ secret: z.string(), otpauth_uri: z.string() })
export type TotpBegun = z.infer<typeof totpBegun>
/** The authenticator app's first code, which proves that the secret arrived. */
export const confirmTotpBody = z.strictObject({ totp: oneTimeCode })
/** Removing the second factor takes both factors. */
export const removeTotpBody = z.strictObject({ password, totp: oneTimeCode })

/** One sign-in of an operator. */
export const operatorSession = z.object({
  id,
  created_at: instant,
  last_used_at: instant.nullable(),
  address: z.string().nullable(),
  user_agent: z.string().nullable(),
  is_current: z.boolean(),
})
export type OperatorSession = z.infer<typeof operatorSession>
export const operatorSessions = listOf(operatorSession)
export type OperatorSessions = z.infer<typeof operatorSessions>
