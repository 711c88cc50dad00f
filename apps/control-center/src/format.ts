import type { Language } from '@bestie/contracts/values'

const zone = 'Asia/Jakarta'
const locale = (language: Language) => (language === 'id' ? 'id-ID' : 'en-GB')

const format = (iso: string, language: Language, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(locale(language), { ...options, timeZone: zone }).format(new Date(iso))

/** "22 Nov 2026, 15.46.07" — operators all read the business's time, Asia/Jakarta, wherever they are. */
export const formatMoment = (iso: string, language: Language): string =>
  format(iso, language, { dateStyle: 'medium', timeStyle: 'medium' })

/** "22 Nov 2026" */
export const formatDate = (iso: string, language: Language): string => format(iso, language, { dateStyle: 'medium' })

/** "15.46.07" */
export const formatClock = (iso: string, language: Language): string => format(iso, language, { timeStyle: 'medium' })
