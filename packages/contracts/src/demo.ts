import { z } from 'zod'
import { role } from './auth'

/** Phone or email. */
const destination = z.string().max(254)

/** The people of the demo world whom a sign-in page offers to sign in as. */
export const offeredPeople = z.object({ people: z.array(z.object({ name: z.string(), role, destination })) })
export type OfferedPeople = z.infer<typeof offeredPeople>

/** Signs one of them in without a code. */
export const demoSignInBody = z.strictObject({ destination })
