import { useEffect, useState } from 'react'

/** In ms: long enough for a tap to land that was aimed at what the component now covers. */
const settlingMs = 400

/** False for a moment after the component appeared, so that a tap meant for something else decides nothing in it. */
export function useSettled(): boolean {
  const [settled, setSettled] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(true), settlingMs)
    return () => clearTimeout(timer)
  }, [])
  return settled
}
