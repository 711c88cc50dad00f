import { useEffect, useState } from 'react'

/** In ms; long enough for a tap that was aimed at whatever this now covers. */
const settlingMs = 400

/** False for a moment after the component appeared, so that a tap meant for something else decides nothing here. */
export function useSettled(): boolean {
  const [settled, setSettled] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(true), settlingMs)
    return () => clearTimeout(timer)
  }, [])
  return settled
}
