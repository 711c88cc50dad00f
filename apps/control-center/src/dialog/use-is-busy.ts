import { useApp } from '@bestie/ui/app'

/** Asks whether a command is under way: a second tap or a key may come before the page has drawn that it is. */
export function useIsBusy(): () => boolean {
  const { queries } = useApp()
  return () => queries.isMutating() > 0
}
