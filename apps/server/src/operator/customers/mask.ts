/** A phone number that only its owner recognises: `+6281•••••001`. */
export const maskPhone = (phone: string | null): string | null =>
  phone === null ? null : `${phone.slice(0, 5)}${'•'.repeat(Math.max(3, phone.length - 8))}${phone.slice(-3)}`

/** The same for an email: `r•••@example.id`. */
export const maskEmail = (email: string | null): string | null => (email === null ? null : email.replace(/^(.).*@/, '$1•••@'))
