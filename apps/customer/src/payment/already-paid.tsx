import { useBestie } from '@bestie/ui/bestie'
import { useTexts } from '@bestie/ui/texts'
import { useGoUp } from '@bestie/ui/trail'
import { Alert, Button, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { currentQuery } from '../shell/queries'
import { paymentTexts } from './texts'

/** Before somebody pays: a session that is paid for, and waits, or goes on on another device, is found at home. */
export function AlreadyPaid() {
  const { api } = useBestie()
  const texts = useTexts(paymentTexts)
  const goUp = useGoUp()
  const { data: current } = useQuery(currentQuery(api))
  const goesOn = current?.items.some((chat) => chat.status !== 'closing')
  if (!current?.waiting_payments.length && !goesOn) return null
  return (
    <Alert color="clay" variant="light">
      <Stack gap="xs" align="flex-start">
        <Text>{texts.alreadyPaid}</Text>
        <Button size="md" variant="white" color="clay" onClick={() => goUp('/')}>
          {texts.usePaid}
        </Button>
      </Stack>
    </Alert>
  )
}
