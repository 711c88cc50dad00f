import { useEffect, useState } from 'react'
import { formatSeconds } from './format'
import { serverNow } from './server-clock'

const secondsUntil = (until: string | null) => (until === null ? 0 : Math.max(0, (Date.parse(until) - serverNow()) / 1000))

/** Whole seconds left until a moment of the server's clock; changes as each second ends. */
export function useSecondsLeft(until: string | null): number {
  const [left, setLeft] = useState(() => Math.ceil(secondsUntil(until)))
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>
    const tick = () => {
      const exact = secondsUntil(until)
      setLeft(Math.ceil(exact))
      // Aim just past the end of the current second, so that no second is shown twice or skipped.
      if (exact > 0) timer = setTimeout(tick, (exact % 1) * 1000 + 15)
    }
    tick()
    return () => clearTimeout(timer)
  }, [until])
  return left
}

/** Time left, e.g. "29:45". Screen readers can read it on demand; it is not announced every second. */
export function Countdown({ until, label }: { until: string | null; label: string }) {
  const left = useSecondsLeft(until)
  return (
    <span
      role="timer"
      aria-live="off"
      aria-label={`${label} ${formatSeconds(left)}`}
      style={{ fontVariantNumeric: 'tabular-nums' }}
    >
      {formatSeconds(left)}
    </span>
  )
}

/** Whether a moment of the server's clock has passed; renders once, when it does. */
export function useIsPast(moment: string | null): boolean {
  const [passed, setPassed] = useState<string | null>(null)
  useEffect(() => {
    if (moment === null) return
    const timer = setTimeout(() => setPassed(moment), secondsUntil(moment) * 1000)
    return () => clearTimeout(timer)
  }, [moment])
  return moment !== null && passed === moment
}
