import { ProblemNote } from '@bestie/ui/feedback.tsx'
import { useTexts } from '@bestie/ui/texts'
import { Button, Loader, Stack, Text } from '@mantine/core'
import { paymentTexts } from './texts'

type Props = {
  /** What is under way, in words, while the customer has nothing to do but wait. */
  busy: string | null
  payUrl: string | null
  /** The customer has asked whether the payment arrived, and it has not. */
  missing: boolean
  problem: unknown
  onCheck: () => void
  onGiveUp: () => void
}

/**
 * The customer is at the gateway, or back from it before it has told us the outcome. Without
 * a page of the gateway the payment was begun and not confirmed: it is confirmed again.
 */
export function WaitForPayment({ busy, payUrl, missing, problem, onCheck, onGiveUp }: Props) {
  const texts = useTexts(paymentTexts)
  if (busy !== null) {
    return (
      <Stack role="status" align="center" justify="center" flex={1} gap="md">
        <Loader size="lg" />
        <Text>{busy}</Text>
      </Stack>
    )
  }
  return (
    <Stack flex={1} justify="center" gap="md" ta="center">
      <Text size="lg">{payUrl === null ? texts.unfinished : texts.waitingText}</Text>
      {problem !== null && <ProblemNote problem={problem} />}
      {missing && payUrl !== null && (
        <Text role="alert" fw={600}>
          {texts.missing}
        </Text>
      )}
      {payUrl === null ? (
        <Button onClick={onCheck}>{texts.payNow}</Button>
      ) : (
        <>
          <Button component="a" href={payUrl}>
            {texts.payNow}
          </Button>
          <Button variant="light" onClick={onCheck}>
            {texts.check}
          </Button>
        </>
      )}
      <Button variant="subtle" onClick={onGiveUp}>
        {texts.giveUp}
      </Button>
    </Stack>
  )
}
