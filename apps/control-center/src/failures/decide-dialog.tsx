import type { FailedPairing, OperatorAction } from '@bestie/contracts/operator-failures'
import { ApiProblem } from '@bestie/ui/api'
import { useApp } from '@bestie/ui/app'
import { formatRupiah } from '@bestie/ui/format'
import { useProblemText } from '@bestie/ui/problem/problem-text'
import { useTexts } from '@bestie/ui/texts'
import { Alert, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useSelf } from '../account/use-self'
import { ReasonDialog } from '../dialog/reason-dialog'
import { useCommand } from '../dialog/use-command'
import { actionNames, failedPairingsTexts, markAs } from './texts'

type Props = { failure: FailedPairing; action: OperatorAction; onDone: (said: string) => void; onClose: () => void }

/**
 * Asks for confirmation before money moves. If somebody else decided first, it says who;
 * a decision of one's own whose answer was lost is done.
 */
export function DecideDialog({ failure, action, onDone, onClose }: Props) {
  const { api, queries } = useApp()
  const texts = useTexts(failedPairingsTexts)
  const problemText = useProblemText()
  const me = useSelf().data?.email
  const who = failure.customer?.call_name ?? texts.unknown
  const path = `/internal/failed-pairings/${failure.id}`
  const finish = () => onDone(texts.decided(actionNames[action], who))
  const refresh = () => queries.invalidateQueries({ predicate: ({ queryKey: [about] }) => about !== 'me' })

  const decide = useCommand({
    mutationFn: (note: string) => api.post<FailedPairing>(`${path}/action`, { action, ...(note === '' ? {} : { note }) }),
    onSuccess: finish,
    onSettled: refresh,
  })
  const isLate = decide.error instanceof ApiProblem && decide.error.code === 'already_actioned'
  const first = useMutation({
    mutationFn: () => api.get<FailedPairing>(path),
    onSuccess: (decided) => decided.operator_action === action && decided.actioned_by === me && finish(),
  })

  return (
    <ReasonDialog
      draftKey={`${path} ${action}`}
      title={markAs[action]}
      label={texts.note}
      hint={texts.noteHint}
      isOptional
      confirm={texts.confirm}
      command={decide}
      problem={isLate ? null : decide.error}
      isOver={isLate}
      onConfirm={(note) =>
        decide.mutate(note, { onError: (problem) => problem instanceof ApiProblem && problem.status === 409 && first.mutate() })
      }
      onClose={onClose}
    >
      {isLate ? (
        <Alert role="alert" color="clay">
          {first.data?.operator_action
            ? texts.wasFirst(first.data.actioned_by ?? '—', actionNames[first.data.operator_action])
            : problemText(decide.error)}
        </Alert>
      ) : (
        <>
          <Text>{failure.amount === 0 ? texts.nothingToMove : texts.what[action](formatRupiah(failure.amount), who)}</Text>
          {action === 'refunded' && failure.amount > 0 && failure.customer?.erased_at && <Text>{texts.creditIsLost}</Text>}
          {action === 'credited' && failure.amount > 0 && (failure.customer?.blocked_at || failure.customer?.restricted_at) && (
            <Text>{texts.creditLiesIdle}</Text>
          )}
        </>
      )}
    </ReasonDialog>
  )
}
