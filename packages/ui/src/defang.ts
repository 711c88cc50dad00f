/** Plain letters need no look: nearly everything that is shown. */
const plain = /^[ -~\s]*$/
/** Turn around or hide what stands beside them. Marks that only say a direction (U+200E, U+200F) and joiners stay: scripts and emoji need them. */
const turning = /[\u202a-\u202e\u2066-\u2069]/g
const invisible = /[\u00ad\u115f\u1160\u180e\u200b\u2060-\u2064\u3164\ufeff\uffa0]/g
/** No script that people write puts more marks than three on one letter. */
const stacked = /([\p{Mn}\p{Me}]{3})[\p{Mn}\p{Me}]+/gu
const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u

/** How a text that somebody wrote is shown: without what turns others around, hides, or piles up over other lines. It stays stored as typed. */
export function defang(text: string): string {
  if (plain.test(text)) return text
  return text.replace(turning, '').replace(invisible, '').replace(stacked, '$1')
}

/** A name inside our own sentences: one that is written from right to left turns nothing else around. */
const isolated = (name: string): string => (rightToLeft.test(name) ? `\u2068${name}\u2069` : name)

/** The name as its owner may go on writing it. */
export const withoutIsolation = (name: string): string => name.replace(turning, '')

/** Whoever has a name of nothing visible is called what everybody is called at first. */
const nameless = 'Teman'

/** Defangs every text in what the server sent. All that the apps show comes through here, so nothing has to be thought of where it is shown. */
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

/** The first character of a name as people count them, large. */
export function initialOf(name: string): string {
  const [first] = new Intl.Segmenter().segment(withoutIsolation(name))
  return (first?.segment ?? '').toUpperCase()
}
