import { z } from 'zod'
import { codeDigits } from './limits'
import { operatorRoles } from './operator-rank'
import { id, instant, language, shownName } from './values'

export const role = z.enum(['customer', 'mitra', ...operatorRoles])
export type Role = z.infer<typeof role>

/** 08…, 628…, +628… and 00628… are the same Indonesian number, also with (0) after the 62; the stored form is E.164. */
export const phone = z
  .string()
  .max(32)
  // Contact lists paste hyphens of every kind, and marks of direction that nobody sees.
  .transform((text) => text.replace(/[\s().\p{Pd}\p{Cf}]/gu, ''))
  .transform((text) => text.replace(/^((\+?62|0062)0?|0)(?=[1-9])/, '+62').replace(/^00/, '+'))
  .pipe(z.string().regex(/^\+[1-9]\d{7,14}$/, 'not a phone number'))

export const email = z
  .string()
  .max(254)
  .transform((text) => text.trim().toLowerCase())
  .pipe(z.email())

/** A sign-in code, or an authenticator's. */
export const oneTimeCode = z.string().regex(new RegExp(`^\\d{${codeDigits}}$`), `${codeDigits} digits`)

/** Exactly one of phone and email. */
const destination = { phone: phone.optional(), email: email.optional() }
const asDocumented = { oneOf: [{ required: ['phone'] }, { required: ['email'] }] }
const exactlyOne = (body: { phone?: string | undefined; email?: string | undefined }) =>
  (body.phone === undefined) !== (body.email === undefined)

export const requestCodeBody = z
  .strictObject(destination)
  .refine(exactlyOne, { error: 'give a phone or an email' })
  .meta(asDocumented)
export const verifyCodeBody = z
  .strictObject({ ...destination, code: oneTimeCode })
  .refine(exactlyOne, { error: 'give a phone or an email' })
  .meta(asDocumented)

export const signedIn = z.object({ token: z.string(), user: z.object({ id, role }) })
export type SignedIn = z.infer<typeof signedIn>

/** The signed-in person. Their phone and email are sent to nobody else. */
export const me = z.object({
  id,
  role,
  call_name: z.string().nullable(),
  display_name: z.string().nullable(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
  language,
})
export type Me = z.infer<typeof me>

export const patchMeBody = z.strictObject({ call_name: shownName.optional(), language: language.optional() })

export const health = z.object({ status: z.literal('ok'), time: instant })
export const readiness = z.object({ status: z.enum(['ready', 'unavailable']), database: z.boolean() })
