import { z } from 'zod'
import { longestMessage, longestName } from './limits'
import { isStorableText } from './storable-text'

/**
 * A UUID of any version, as PostgreSQL takes it, in the lower case that PostgreSQL answers. The server makes time-ordered ones.
 */
export const id = z.guid().toLowerCase()

/** An instant, ISO 8601 UTC. */
export const instant = z.iso.datetime({ offset: true })

/** A calendar day in Asia/Jakarta. */
export const day = z.iso.date()

/** The first day that PostgreSQL accepts: its calendar has no year 0. */
export const firstDay = '0001-01-01'

/** A day in a query. Half-typed years, such as 0020, are valid too. */
export const askedDay = day.refine((text) => text >= firstDay, { error: `${firstDay} at the earliest` })

/** Integer rupiah, never negative. */
export const rupiah = z.int().nonnegative()

export const topicSensitivity = z.enum(['regular', 'sensitive'])
export type TopicSensitivity = z.infer<typeof topicSensitivity>

export const requestType = z.enum(['general', 'returning'])
export type RequestType = z.infer<typeof requestType>

export const language = z.enum(['id', 'en'])
export type Language = z.infer<typeof language>

/** Text that a person wrote: trimmed, not empty, without NUL or lone surrogates, at most `max` characters. */
export const writtenText = (max: number) =>
  z.string().trim().min(1).max(max).refine(isStorableText, { error: 'contains characters that cannot be stored' })

/** A name that others read: on one line, with something visible in it, and no mark that reverses the text around it. */
export const shownName = writtenText(longestName)
  .refine((text) => !/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(text), { error: 'contains control characters' })
  .refine((text) => /(?![\u2800\u3164\u115f\u1160\uffa0])[\p{L}\p{N}\p{P}\p{S}]/u.test(text), { error: 'nothing to be seen' })

export const messageBody = writtenText(longestMessage)

/** A page of a list; `?cursor=` reads the next one. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next_cursor: z.string().nullable() })

/** A page of an operators' table: 50 rows, `page` from 1. */
export const tableOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), page: z.int(), total: z.int() })

/** How far a chat was read: 0, or a `seq`, which the database stores in 32 bits. */
export const seqCursor = z.int32().nonnegative()

/** The same in an address: `?after_seq=`. */
export const seqCursorInQuery = z.coerce.number().int().min(0).max(2_147_483_647)

/** The sender's own id for a message: a repeat under the same id is the same message. */
export const clientMessageId = z
  .string()
  .min(1)
  .max(64)
  .refine(isStorableText, { error: 'contains characters that cannot be stored' })
