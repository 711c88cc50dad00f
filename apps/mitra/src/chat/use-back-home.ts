import { useRouter } from '@tanstack/react-router'
import { stepsBackHome } from '../shell/use-trail'

/** Leads home, back in the browser's history or in this screen's place, so that the device's Back does not open the chat again. */
export function useBackHome(): () => void {
  const router = useRouter()
  return () => {
    const steps = stepsBackHome(router.history.location.state.__TSR_index)
    if (steps === null) void router.navigate({ to: '/', replace: true })
    else router.history.go(-steps)
  }
}
