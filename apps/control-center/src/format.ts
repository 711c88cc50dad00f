import type { Language } from '@bestie/contracts/values'

const zone = 'Asia/Jakarta'
const locale = (language: Language) => (language === 'id' ? 'id-ID' : 'en-GB')

const format = (iso: string, language: Language, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(locale(language), { ...options, timeZone: zone }).format(new Date(iso))

/** "22 Nov 2026, 15.46.07" — all operators read the business's time, Asia/Jakarta, wherever they are. */
export const formatMoment = (iso: string, language: Language): string =>
  format(iso, language, { dateStyle: 'medium', timeStyle: 'medium' })

/** "22 Nov 2026" */
export const formatDate = (iso: string, language: Language): string => format(iso, language, { dateStyle: 'medium' })

/** "15.46.07" */
export const formatClock = (iso: string, language: Language): string => format(iso, language, { timeStyle: 'medium' })

/** "22 Nov" of a day such as 2026-11-22. */
export const formatShortDay = (day: string, language: Language): string =>
  format(`${day}T12:00:00+07:00`, language, { day: 'numeric', month: 'short' })

/** The day in Asia/Jakarta that is `daysAgo` days before this instant, such as 2026-11-22. */
export function dayOf(instant: number, daysAgo = 0): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(new Date(instant - daysAgo * 86_400_000))
}
