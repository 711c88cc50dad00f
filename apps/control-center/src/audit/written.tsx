/** A stored value for readers: text as it is, a record as `name: value`, null as nothing. */
export function Written({ value }: { value: unknown }) {
  if (value === null || value === undefined) return null
  if (typeof value !== 'object') return String(value)
  return Object.entries(value).map(([name, held]) => (
    <div key={name}>
      {name}: {typeof held === 'object' ? JSON.stringify(held) : String(held)}
    </div>
  ))
}
