import { Broken } from '@bestie/ui/error-boundary.tsx'
import { useBackHome } from './use-back-home'

/** In place of a chat's screen that broke, or whose code did not come: no tab is there to lead out of it. */
export function BrokenChat() {
  return <Broken onHome={useBackHome()} />
}
