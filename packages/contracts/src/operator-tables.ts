import { z } from 'zod'
import { longestWords } from './limits'
import { askedDay, writtenText } from './values'

/** The parameters of every operators' table: the page, and the days on which its rows were made, both included. */
export const tableQuery = {
  page: z.coerce.number().int().min(1).max(1_000_000).default(1),
  from: askedDay.optional(),
  to: askedDay.optional(),
}

/** Several values of one enum in one parameter: `a,b`. */
export const listOfChoices = <Choice extends Record<string, string>>(choice: z.ZodEnum<Choice>) =>
  z
    .string()
    .max(1000)
    .transform((text): string[] => text.split(',').filter((part) => part !== ''))
    .pipe(z.array(choice as z.ZodType<Choice[keyof Choice], string>))

/** `true` or `false` in an address's query. */
export const choiceOfTwo = z.enum(['true', 'false']).transform((text) => text === 'true')

/** What operators type into a search: an id or its beginning, a whole phone or email, or the beginning of a name. */
export const searchText = z.string().trim().min(1).max(100)

/** Newest first, or oldest first. */
export const byTime = z.enum(['-created_at', 'created_at']).default('-created_at')

/** Why an operator does this; the audit log keeps it. */
export const reason = writtenText(longestWords)
export const reasonBody = z.strictObject({ reason })
