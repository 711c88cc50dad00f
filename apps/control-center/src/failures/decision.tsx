import type { FailedPairing } from '@bestie/contracts/operator-failures'
import { useTexts } from '@bestie/ui/texts'
import { Button, Text } from '@mantine/core'
import { useMay } from '../shell/role'
import { actionNames, failedPairingsTexts } from './texts'

/** The decision, how far the money has got, the note, and for supervisors a way to take it back. */
export function Decision({ failure, onReopen }: { failure: FailedPairing; onReopen: () => void }) {
  const texts = useTexts(failedPairingsTexts)
  const mayReopen = useMay('supervisor')
  const { operator_action: action, repayment, note, reopenable } = failure
  return (
    <>
      {action === null ? (
        <Text span inherit fw={600} c="var(--bestie-warm-ink)">
          {texts.open}
        </Text>
      ) : (
        actionNames[action]
      )}
      {repayment && (
        <Text span display="block" size="xs" c={repayment.status === 'failed' ? 'var(--bestie-alarm)' : 'dimmed'}>
          {texts.repayment[repayment.status]}
        </Text>
      )}
      {note && (
        <Text span display="block" size="xs" c="dimmed" maw={240} style={{ overflowWrap: 'anywhere' }}>
          “{note}”
        </Text>
      )}
      {mayReopen && action !== null && reopenable && (
        <Button size="compact-xs" variant="subtle" ml={-8} onClick={onReopen}>
          {texts.reopen}
        </Button>
      )}
    </>
  )
}
