import { z } from 'zod'
import { email, phone } from './auth'
import { choiceOfTwo, searchText, tableQuery } from './operator-tables'
import { id, instant, shownName, tableOf } from './values'

/** A mitra as operators see them: online, connected and in a session are three separate facts. */
export const mitraRow = z.object({
  id,
  display_name: z.string(),
  is_online: z.boolean(),
  /** Whether a device answers a probe now; null if that could not be found out. */
  connected: z.boolean().nullable(),
  live_customers: z.int(),
  max_customers: z.int(),
  suspended_at: instant.nullable(),
  erased_at: instant.nullable(),
  rating_average: z.number().nullable(),
  rating_count: z.int(),
  chats_30_days: z.int(),
  last_reached_at: instant,
  created_at: instant,
})
export type MitraRow = z.infer<typeof mitraRow>
export const mitraTable = tableOf(mitraRow)

/** Filters: name, id, phone or email (`q`), online, and suspended. */
export const mitrasQuery = z.strictObject({
  page: tableQuery.page,
  q: searchText.optional(),
  is_online: choiceOfTwo.optional(),
  is_suspended: choiceOfTwo.optional(),
  sort: z
    .enum([
      'display_name',
      '-display_name',
      'live_customers',
      '-live_customers',
      'rating_average',
      '-rating_average',
      'chats_30_days',
      '-chats_30_days',
      'last_reached_at',
      '-last_reached_at',
      'created_at',
      '-created_at',
    ])
    .default('display_name'),
})

/** A mitra's profile. Their sessions are in the table of sessions, filtered by `mitra_id`. */
export const mitraProfile = mitraRow.extend({
  phone: z.string().nullable(),
  email: z.string().nullable(),
  /** Why the mitra is suspended, and who suspended them. */
  suspension: z.object({ reason: z.string(), by: z.string().nullable(), at: instant }).nullable(),
  /** The number of ratings with 1, 2, 3, 4 and 5 stars. */
  rating_spread: z.array(z.int()).length(5),
  /** The newest 50 ratings. */
  ratings: z.array(z.object({ chat_session_id: id, stars: z.int(), comment: z.string().nullable(), created_at: instant })),
})
export type MitraProfile = z.infer<typeof mitraProfile>

/** A new mitra: a name, and a phone or an email to sign in with. */
export const createMitraBody = z
  .strictObject({ display_name: shownName, phone: phone.optional(), email: email.optional() })
  .refine((body) => body.phone !== undefined || body.email !== undefined, { error: 'give a phone or an email' })
export const renameMitraBody = z.strictObject({ display_name: shownName })
