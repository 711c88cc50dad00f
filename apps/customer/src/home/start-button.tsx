import { useBestie } from '@bestie/ui/bestie'
import { useTexts } from '@bestie/ui/texts'
import { Button, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useSyncExternalStore } from 'react'
import { currentQuery } from '../shell/queries'
import { homeTexts } from './texts'
import { useAvailability } from './use-availability'

/** The start button, enabled while a bestie is available. The number of available besties is never shown. */
export function StartButton() {
  const { api, connection } = useBestie()
  const texts = useTexts(homeTexts)
  const { data: current } = useQuery(currentQuery(api))
  const availability = useAvailability()
  const navigate = useNavigate()
  // Compared here: a line that comes up, as usual, renders nothing.
  const offline = useSyncExternalStore(connection.subscribe, () => connection.state() === 'offline')
  const paymentId = current?.items.find((chat) => chat.status === 'searching')?.payment_session_id
  // Nobody pays for a second search while the first one runs.
  const start = () =>
    paymentId ? navigate({ to: '/searching/$paymentId', params: { paymentId } }) : navigate({ to: '/payment' })
  const subtitle = { yes: texts.available, no: texts.unavailable, unknown: texts.looking }[availability]
  return (
    <Stack gap={8} align="center">
      <Button size="xl" fullWidth disabled={availability !== 'yes'} aria-describedby="availability" onClick={start}>
        {texts.start}
      </Button>
      <div>
        <Text id="availability" role="status" size="sm" c="dimmed" ta="center">
          {subtitle}
        </Text>
        {/* A failed poll counts as nobody there, which must not be all that a customer without a network reads. */}
        <Text role="status" size="sm" fw={600} ta="center">
          {offline && texts.offline}
        </Text>
      </div>
    </Stack>
  )
}
