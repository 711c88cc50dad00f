import type { FailedPairing, OperatorAction } from '@bestie/contracts/operator-failures'
import { useTexts } from '@bestie/ui/texts'
import { Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { ReasonCommand } from '../dialog/reason-command'
import { DataTable, type TableQuery } from '../table/data-table'
import { DecideDialog } from './decide-dialog'
import { useFailureColumns } from './failure-columns'
import { RowMenu } from './row-menu'
import { failedPairingsTexts } from './texts'
import { useFocusInPlace } from './use-focus-in-place'

const none: readonly FailedPairing[] = []

type Props = {
  caption: string
  isWhole?: boolean
  failures: TableQuery<FailedPairing>
}

/** A table of failures, with the possible actions on each. */
export function FailuresTable({ caption, failures, isWhole = false }: Props) {
  const texts = useTexts(failedPairingsTexts)
  // The dialogs are the table's, not a row's: a row may go while a note or a reason is being written.
  const [pending, setPending] = useState<{ failure: FailedPairing; action: OperatorAction } | null>(null)
  const [reopening, setReopening] = useState<FailedPairing | null>(null)
  const [done, setDone] = useState('')
  const columns = useFailureColumns(setReopening)
  const { table, decided } = useFocusInPlace(failures.data?.items ?? none)
  const finish = ({ id }: FailedPairing, said: string) => {
    decided(id)
    setDone(said)
    setPending(null)
  }
  return (
    <Stack gap="xs" ref={table}>
      <Text role="status" size="sm" c="var(--bestie-ink)" fw={600}>
        {done}
      </Text>
      <DataTable
        caption={caption}
        isWhole={isWhole}
        query={failures}
        columns={columns}
        rowKey={(failure) => failure.id}
        menuLabel={texts.menuColumn}
        rowMenu={(failure) =>
          failure.operator_action === null ? (
            <RowMenu failure={failure} onChoose={(action) => setPending({ failure, action })} />
          ) : (
            '—'
          )
        }
      />
      {pending && <DecideDialog {...pending} onDone={(said) => finish(pending.failure, said)} onClose={() => setPending(null)} />}
      {reopening && (
        <ReasonCommand
          path={`/internal/failed-pairings/${reopening.id}/reopen`}
          label={texts.reopen}
          title={texts.reopenTitle}
          about={texts.reopenText}
          onClose={() => setReopening(null)}
        />
      )}
    </Stack>
  )
}
