import { randomInt } from 'node:crypto'

/** No characters that look alike when read out or copied by hand. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789'

/** A password for the first sign-in: 80 bits in four groups of four. It must be changed before anything else is done. */
export function oneTimePassword(): string {
  const group = () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('')
  return [group(), group(), group(), group()].join('-')
}
