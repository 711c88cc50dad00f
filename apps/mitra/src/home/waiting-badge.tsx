import classes from './waiting-badge.module.css'

/** The number of what waits at home, on the corner of `children`, which tells screen readers in words. */
export function WaitingBadge({ count, children }: { count: number; children: React.ReactNode }) {
  return (
    <span className={classes.corner}>
      {children}
      {count > 0 && (
        <span className={classes.badge} aria-hidden>
          {count > 99 ? '99+' : count}
        </span>
      )}
    </span>
  )
}
