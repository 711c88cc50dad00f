import { useApp } from '@bestie/ui/app'
import { type UseMutationOptions, useMutation } from '@tanstack/react-query'
import { useId } from 'react'

/** How far a dialog's command has come, as the page shows it and as it is. */
export type Progress = {
  isPending: boolean
  /** Asks whether the command is under way: a second tap or a key may come before the page has drawn that it is. */
  isBusy: () => boolean
}

/** The command of one dialog. Whatever else the app is sending, such as for a download, does not make it busy. */
export function useCommand<Answer, Given>(options: Omit<UseMutationOptions<Answer, Error, Given>, 'mutationKey'>) {
  const { queries } = useApp()
  const mutationKey = [useId()]
  const command = useMutation({ ...options, mutationKey })
  return { ...command, isBusy: () => queries.isMutating({ mutationKey }) > 0 }
}
