const dayInJakarta = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Jakarta' })
const day = 86_400_000

/** The last `count` days in Asia/Jakarta, including today, wherever the phone is. */
export function daysUntil(now: number, count: number): { from: string; to: string } {
  return { from: dayInJakarta.format(now - (count - 1) * day), to: dayInJakarta.format(now) }
}
