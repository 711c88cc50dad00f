import type { Language } from '@bestie/contracts/values'

const locale = (language: Language) => (language === 'id' ? 'id-ID' : 'en-GB')

/** "Rp 50.000", "−Rp 50.000". Rupiah are written the Indonesian way in both languages. */
export const formatRupiah = (amount: number): string =>
  `${amount < 0 ? '−' : ''}Rp ${new Intl.NumberFormat('id-ID').format(Math.abs(amount))}`

/** Making a formatter costs far more than using it, and a long chat uses one for each message. */
const formatters = new Map<string, Intl.DateTimeFormat>()
function formatter(language: Language, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${name}`
  const known = formatters.get(key) ?? new Intl.DateTimeFormat(locale(language), options)
  formatters.set(key, known)
  return known
}

/** "14.30" */
export const formatTime = (iso: string | number, language: Language): string =>
  formatter(language, 'time', { hour: '2-digit', minute: '2-digit' }).format(new Date(iso))

/** "Senin, 3 Maret", with the year if it is not this year. */
export function formatDay(iso: string | number, language: Language): string {
  const date = new Date(iso)
  const sameYear = date.getFullYear() === new Date().getFullYear()
  const day = { weekday: 'long', day: 'numeric', month: 'long' } as const
  return (sameYear ? formatter(language, 'day', day) : formatter(language, 'day of year', { ...day, year: 'numeric' })).format(
    date,
  )
}

/** "4:05", or "1:04:05" from an hour on. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds))
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor((whole % 3600) / 60)
  const rest = String(whole % 60).padStart(2, '0')
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`
}
