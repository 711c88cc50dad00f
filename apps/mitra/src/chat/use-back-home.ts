import { useGoUp } from '@bestie/ui/trail'

/** Leads home; the device's Back does not open the chat again afterwards. */
export function useBackHome(): () => void {
  const goUp = useGoUp()
  return () => goUp('/')
}
