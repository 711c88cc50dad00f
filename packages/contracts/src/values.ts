import { z } from 'zod'

/** A UUID as PostgreSQL takes it, whatever its version, and as it answers it: in lower case. The server's own are time-ordered. */
export const id = z.guid().toLowerCase()

/** An instant, ISO 8601 UTC. */
export const instant = z.iso.datetime({ offset: true })

/** A day of Asia/Jakarta. */
export const day = z.iso.date()

/** The first day that PostgreSQL can be asked about: its calendar has no year 0. */
export const firstDay = '0001-01-01'

/** A day that somebody asks about. Half-typed years, such as 0020, are days as well. */
export const askedDay = day.refine((text) => text >= firstDay, { error: `${firstDay} at the earliest` })

/** Integer rupiah, never negative. */
export const rupiah = z.int().nonnegative()

export const topicSensitivity = z.enum(['regular', 'sensitive'])
export type TopicSensitivity = z.infer<typeof topicSensitivity>

export const requestType = z.enum(['general', 'returning'])
export type RequestType = z.infer<typeof requestType>

export const language = z.enum(['id', 'en'])
export type Language = z.infer<typeof language>

/** A lone surrogate is no character: PostgreSQL cannot store it and JSON cannot carry it. */
const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/

/** Whether the database can keep this text: no NUL, no half of a character. */
export const isStorableText = (text: string): boolean => !text.includes('\0') && !loneSurrogate.test(text)

/** Text that people wrote: trimmed, not empty, without NUL or lone surrogates, at most `max` characters. */
export const writtenText = (max: number) =>
  z.string().trim().min(1).max(max).refine(isStorableText, { error: 'contains characters that cannot be stored' })

export const messageBody = writtenText(4000)

/** A page of a list that is read onward with `?cursor=`. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next_cursor: z.string().nullable() })

/** A page of an operators' table: 50 rows, `page` from 1. */
export const tableOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), page: z.int(), total: z.int() })

/** How far a chat was read: 0, or a `seq`, which the database keeps in 32 bits. */
export const seqCursor = z.int32().nonnegative()

/** The sender's own name for a message: a repeat under the same name is the same message. */
export const clientMessageId = writtenText(64)
