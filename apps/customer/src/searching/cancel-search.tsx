import type { Payment } from '@bestie/contracts/payment'
import { useTexts } from '@bestie/ui/texts'
import { Button, Stack, Text } from '@mantine/core'
import { searchingTexts } from './texts'

type Props = { payment: Payment | null; cancelling: boolean; onCancel: () => void }

/** The way out of a search. It takes one tap and gives the payment up, so it says before what becomes of the money. */
export function CancelSearch({ payment, cancelling, onCancel }: Props) {
  const texts = useTexts(searchingTexts)
  return (
    <Stack gap="xs">
      {payment !== null && payment.amount > 0 && (
        <Text size="sm" c="dimmed" ta="center">
          {texts.cancelPaid}
        </Text>
      )}
      <Button fullWidth variant="default" loading={cancelling} onClick={onCancel}>
        {texts.cancel}
      </Button>
    </Stack>
  )
}
