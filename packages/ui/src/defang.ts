/** Plain ASCII text, which is nearly everything that is shown, needs no replacing. */
const plain = /^[ -~\s]*$/
/**
 * These turn around or hide the text beside them. Marks that only state a
 * direction (U+200E, U+200F) and joiners stay: scripts and emoji need them.
 */
const turning = /[\u202a-\u202e\u2066-\u2069]/g
const invisible = /[\u00ad\u115f\u1160\u180e\u200b\u2060-\u2064\u3164\ufeff\uffa0]/g
/** No human script puts more than three marks on one letter. */
const stacked = /([\p{Mn}\p{Me}]{3})[\p{Mn}\p{Me}]+/gu
const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u

/**
 * A user's text as it is shown: without characters that turn other text around,
 * hide it, or pile up over other lines. The text stays stored as typed.
 */
export function defang(text: string): string {
  if (plain.test(text)) return text
  return text.replace(turning, '').replace(invisible, '').replace(stacked, '$1')
}

/** A name inside our own sentences: a right-to-left name must not turn the rest of the sentence around. */
const isolated = (name: string): string => (rightToLeft.test(name) ? `\u2068${name}\u2069` : name)

/** The name as its owner edits it. */
export const withoutIsolation = (name: string): string => name.replace(turning, '')

/** A name without a visible letter is replaced by the default. */
const nameless = 'Teman'

/** Defangs every text in a response, so that no component has to think of it. */
export function defangAll<Value>(value: Value, key = ''): Value {
  if (typeof value === 'string') {
    const shown = defang(value)
    if (key === 'call_name') return isolated(shown.trim() === '' ? nameless : shown) as Value
    return (key === 'display_name' ? isolated(shown) : shown) as Value
  }
  if (Array.isArray(value)) return value.map((each) => defangAll(each)) as Value
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, defangAll(inner, name)])) as Value
}

/** The first character of a name, as people count characters, in upper case; '' of an empty one. */
export function initialOf(name: string): string {
  const shown = withoutIsolation(name)
  // Firefox before version 125 has no segmenter; it may then show a part of a family's emoji.
  const [first = ''] = 'Segmenter' in Intl ? Array.from(new Intl.Segmenter().segment(shown), ({ segment }) => segment) : shown
  return first.toUpperCase()
}
