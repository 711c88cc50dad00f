import type { RequestCard } from '@bestie/contracts/pairing'
import { useTexts } from '@bestie/ui/texts'
import styles from './request-overlay.module.css'
import { requestTexts } from './texts'
import { useWindowSeconds } from './use-window-seconds'

const radius = 62
const round = 2 * Math.PI * radius

/** The window of a returning request: seconds that tick down to its deadline, in a ring that empties. */
export function RequestCountdown({ card }: { card: RequestCard }) {
  const t = useTexts(requestTexts)
  const seconds = useWindowSeconds(card)
  const share = seconds / Math.max(card.confirmation_timeout_seconds ?? seconds, seconds, 1)
  return (
    <div role="timer" aria-label={t.secondsLeft(seconds)} className={styles.ring}>
      <svg viewBox="0 0 136 136" aria-hidden="true">
        <circle cx="68" cy="68" r={radius} className={styles.track} />
        <circle
          cx="68"
          cy="68"
          r={radius}
          className={styles.left}
          strokeDasharray={round}
          strokeDashoffset={round * (1 - share)}
        />
      </svg>
      <div aria-hidden>
        <div className={styles.seconds}>{seconds}</div>
        <div className={styles.unit}>{t.second}</div>
      </div>
    </div>
  )
}
