import { VisuallyHidden } from '@mantine/core'
import { useState } from 'react'
import { useSecondsLeft } from './countdown'
import classes from './seconds-ring.module.css'
import { sharedTexts } from './shared-texts'
import { useTexts } from './texts'

const radius = 46
const round = 2 * Math.PI * radius
/** The seconds left that a screen reader announces; not every second. */
const spokenAt = [60, 30, 15, 10, 5]

type Props = {
  until: string
  /** The whole window, in seconds, as the server gave it: no device shows more than that. */
  windowSeconds: number
  /** The word below the number. */
  unit?: string
}

/**
 * A short window: its seconds tick down to the server's deadline, in a ring that empties. What is
 * around it may choose its `--ring-size` and its colours, `--ring-track` and `--ring-left`.
 */
export function SecondsRing({ until, windowSeconds, unit }: Props) {
  const texts = useTexts(sharedTexts)
  const left = Math.min(useSecondsLeft(until), windowSeconds)
  const [spoken, setSpoken] = useState(left)
  if (spoken !== left && spokenAt.includes(left)) setSpoken(left)
  const words = texts.secondsLeft(left)
  return (
    <div className={classes.ring}>
      <svg viewBox="0 0 100 100" aria-hidden="true">
        <circle cx="50" cy="50" r={radius} className={classes.track} />
        <circle
          cx="50"
          cy="50"
          r={radius}
          className={classes.left}
          strokeDasharray={round}
          strokeDashoffset={round * (1 - left / Math.max(windowSeconds, 1))}
        />
      </svg>
      <div role="timer" aria-live="off" aria-label={words}>
        <div aria-hidden="true">{left}</div>
        {unit && (
          <div aria-hidden="true" className={classes.unit}>
            {unit}
          </div>
        )}
      </div>
      <VisuallyHidden role="status">{texts.secondsLeft(spoken)}</VisuallyHidden>
    </div>
  )
}
