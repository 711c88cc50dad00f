import type { FailedPairing } from '@bestie/contracts/operator'
import { useApp } from '@bestie/ui/app'
import { useTexts } from '@bestie/ui/texts'
import { Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { ReasonDialog } from '../dialog/reason-dialog'
import { failedPairingsTexts } from './texts'

type Props = { failure: FailedPairing; onDone: (said: string) => void; onClose: () => void }

/** A supervisor takes a decision back, and says why. */
export function ReopenDialog({ failure, onDone, onClose }: Props) {
  const { api, queries } = useApp()
  const texts = useTexts(failedPairingsTexts)
  const reopen = useMutation({
    mutationFn: (reason: string) => api.post<FailedPairing>(`/internal/failed-pairings/${failure.id}/reopen`, { reason }),
    onSuccess: () => onDone(texts.reopened(failure.customer?.call_name ?? texts.unknown)),
    onSettled: () => queries.invalidateQueries(),
  })
  return (
    <ReasonDialog
      title={texts.reopenTitle}
      label={texts.reason}
      confirm={texts.reopen}
      isPending={reopen.isPending}
      problem={reopen.error}
      onConfirm={reopen.mutate}
      onClose={onClose}
    >
      <Text>{texts.reopenText}</Text>
    </ReasonDialog>
  )
}
