import { useLanguage } from '@bestie/ui/texts'
import { formatClock, formatDate } from '../format'
import classes from './table.module.css'

/** An instant in a table, or "—". */
export function Moment({ at }: { at: string | null }) {
  const language = useLanguage()
  if (at === null) return '—'
  return (
    <time dateTime={at} className={classes.moment}>
      {formatDate(at, language)}
      <span className={classes.clock}>{formatClock(at, language)}</span>
    </time>
  )
}
