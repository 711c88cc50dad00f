import { VisuallyHidden } from '@mantine/core'
import classes from './charts.module.css'

type Day = { name: string; value: number; text: string }

/** A bar for each day; a table for anyone who cannot see it. */
export function Days({ title, dayTitle, days }: { title: string; dayTitle: string; days: readonly Day[] }) {
  const highest = Math.max(1, ...days.map(({ value }) => value))
  const width = 100 / Math.max(1, days.length)
  return (
    <figure style={{ margin: 0 }}>
      <figcaption className={classes.caption}>
        {title} <span className={classes.peak}>{days.find(({ value }) => value === highest)?.text}</span>
      </figcaption>
      <svg className={classes.days} viewBox="0 0 100 30" preserveAspectRatio="none" height={90} aria-hidden="true">
        {days.map(({ name, value, text }, index) => {
          const height = (value / highest) * 29
          return (
            <rect key={name} x={index * width + width * 0.12} y={30 - height} width={width * 0.76} height={height}>
              <title>{`${name}: ${text}`}</title>
            </rect>
          )
        })}
      </svg>
      <div className={classes.axis} aria-hidden="true">
        <span>{days[0]?.name}</span>
        <span>{days.length > 1 && days.at(-1)?.name}</span>
      </div>
      <VisuallyHidden>
        <table>
          <thead>
            <tr>
              <th scope="col">{dayTitle}</th>
              <th scope="col">{title}</th>
            </tr>
          </thead>
          <tbody>
            {days.map(({ name, text }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{text}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </VisuallyHidden>
    </figure>
  )
}
