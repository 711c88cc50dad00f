import { useGoUp } from '@bestie/ui/trail'
import { useEffect } from 'react'

/** In place of a screen that has nothing more to show: leads up to this path. */
export function GoUp({ to }: { to: string }) {
  const goUp = useGoUp()
  useEffect(() => goUp(to), [goUp, to])
  return null
}
