import { Broken } from '@bestie/ui/error-boundary.tsx'
import { useGoUp } from '@bestie/ui/trail'
import { useLocation } from '@tanstack/react-router'

/** In place of a screen that broke, or whose code did not come. A phone may have no Back of its own. */
export function BrokenScreen() {
  const goUp = useGoUp()
  const atHome = useLocation().pathname === '/'
  return <Broken onHome={atHome ? undefined : () => goUp('/')} />
}
