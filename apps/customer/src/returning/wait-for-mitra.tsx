import type { CustomerChat } from '@bestie/contracts/chat'
import type { Payment } from '@bestie/contracts/payment'
import { useConnectionState } from '@bestie/ui/bestie'
import { ProblemNote } from '@bestie/ui/feedback.tsx'
import { Screen } from '@bestie/ui/frame.tsx'
import { SecondsRing } from '@bestie/ui/seconds-ring.tsx'
import { useTexts } from '@bestie/ui/texts'
import { Stack, Text, Title } from '@mantine/core'
import { CancelSearch } from '../searching/cancel-search'
import { returningTexts } from './texts'

type Props = {
  name: string
  payment: Payment | null
  request: CustomerChat
  cancelling: boolean
  problem: unknown
  onCancel: () => void
}

/** Over everything else: who is being asked, how long they have, and a way out. */
export function WaitForMitra({ name, payment, request, cancelling, problem, onCancel }: Props) {
  const texts = useTexts(returningTexts)
  const offline = useConnectionState() === 'offline'
  return (
    <Screen title={texts.title} foot={<CancelSearch payment={payment} cancelling={cancelling} onCancel={onCancel} />}>
      <Stack flex={1} align="center" justify="center" ta="center" gap="xl">
        <SecondsRing
          until={request.deadline_at}
          windowSeconds={request.confirmation_timeout_seconds ?? Number.POSITIVE_INFINITY}
        />
        <Stack gap="xs" align="center">
          <Title order={2}>{texts.waiting}</Title>
          <Text fw={650} size="xl">
            {name}
          </Text>
          <Text c="dimmed" size="lg" maw={300}>
            {texts.waitingText}
          </Text>
        </Stack>
        {problem !== null && <ProblemNote problem={problem} />}
        <Text role="status" size="sm" c="dimmed">
          {offline ? texts.offline : ''}
        </Text>
      </Stack>
    </Screen>
  )
}
