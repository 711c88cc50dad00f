import classes from './charts.module.css'

type Bar = {
  name: string
  value: number
  /** How the value is written; the number itself by default. */
  text?: string
  /** The value in the period before. */
  before?: number
}

/** Bars beside their names; a table for anyone who cannot see them. The thin line is the period before. */
export function Bars({ items }: { items: readonly Bar[] }) {
  const longest = Math.max(1, ...items.map(({ value, before = 0 }) => Math.max(value, before)))
  const share = (value: number) => `${(value / longest) * 100}%`
  return (
    <table className={classes.bars}>
      <tbody>
        {items.map(({ name, value, text = String(value), before }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td className={classes.value}>{text}</td>
            <td aria-hidden="true" className={classes.track}>
              <div className={classes.bar} style={{ width: share(value) }} />
              {before !== undefined && <div className={classes.before} style={{ width: share(before) }} />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
