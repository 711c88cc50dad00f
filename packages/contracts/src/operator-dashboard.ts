import { z } from 'zod'
import { causeTag } from './states'
import { askedDay, day, instant, rupiah } from './values'

/** The days to look at, both included; at most 92. */
export const dashboardQuery = z.strictObject({ from: askedDay, to: askedDay })

/** Payments opened in the period (extensions apart), how many of them were paid and matched, and how many of its chats are completed. */
export const funnel = z.object({ opened: z.int(), paid: z.int(), matched: z.int(), completed: z.int() })

/** What one period amounts to. Money is in rupiah, times to match in seconds. */
export const periodFigures = z.object({
  from: day,
  to: day,
  funnel,
  time_to_match: z.object({ count: z.int(), p50_seconds: z.number().nullable(), p95_seconds: z.number().nullable() }),
  failures: z.array(z.object({ cause_tag: causeTag, count: z.int() })),
  /** Charges booked, and what was given back of them; what a failed refund takes back counts on its own day, and may be negative there. */
  revenue: z.object({ charged: z.int(), refunded: z.int(), credited: z.int() }),
  /** One per day, also the empty ones. */
  days: z.array(
    z.object({
      day,
      opened: z.int(),
      paid: z.int(),
      matched: z.int(),
      completed: z.int(),
      failed: z.int(),
      charged: z.int(),
      given_back: z.int(),
    }),
  ),
})
export type PeriodFigures = z.infer<typeof periodFigures>

/** Live now, what is owed now, and the period beside the one of the same length before it. */
export const dashboard = z.object({
  at: instant,
  live: z.object({
    searching: z.int(),
    active: z.int(),
    closing: z.int(),
    /** `connected` is null where it could not be learned. */
    mitras: z.object({ online: z.int(), connected: z.int().nullable(), at_capacity: z.int() }),
  }),
  outstanding: z.object({
    open_failures: z.int(),
    refunds: z.object({ count: z.int(), amount: rupiah }),
    credit_balance: rupiah,
  }),
  period: periodFigures,
  before: periodFigures,
})
export type Dashboard = z.infer<typeof dashboard>
