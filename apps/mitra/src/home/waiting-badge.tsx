import styles from './waiting-badge.module.css'

/** The number of what waits at home, on the corner of `children`, which tells screen readers in words. */
export function WaitingBadge({ count, children }: { count: number; children: React.ReactNode }) {
  return (
    <span className={styles.corner}>
      {children}
      {count > 0 && (
        <span className={styles.badge} aria-hidden>
          {count > 99 ? '99+' : count}
        </span>
      )}
    </span>
  )
}
