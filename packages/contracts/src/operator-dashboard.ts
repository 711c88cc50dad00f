import { z } from 'zod'
import { causeTag } from './states'
import { askedDay, day, instant, rupiah } from './values'

/** The days of the period, both included; at most 92. */
export const dashboardQuery = z.strictObject({ from: askedDay, to: askedDay })

/**
 * Payments opened in the period (without extensions), how many of them
 * were paid and matched, and how many of their chats are completed.
 */
export const funnel = z.object({ opened: z.int(), paid: z.int(), matched: z.int(), completed: z.int() })

/** The figures of one period. Money is in rupiah, times to match are in seconds. */
export const periodFigures = z.object({
  from: day,
  to: day,
  funnel,
  time_to_match: z.object({ count: z.int(), p50_seconds: z.number().nullable(), p95_seconds: z.number().nullable() }),
  failures: z.array(z.object({ cause_tag: causeTag, count: z.int() })),
  /**
   * Charges booked, and what was given back of them. A failed refund is
   * taken back on the day it fails, where the figure may become negative.
   */
  revenue: z.object({ charged: z.int(), refunded: z.int(), credited: z.int() }),
  /** One entry per day, including days on which nothing happened. */
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

/** What is live and owed now, and the period beside the one of the same length before it. */
export const dashboard = z.object({
  at: instant,
  live: z.object({
    searching: z.int(),
    active: z.int(),
    closing: z.int(),
    /** `connected` is null if it could not be found out. */
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
