import { useTexts } from '@bestie/ui/texts'
import { Button, Stack, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { homeTexts } from './texts'
import { useAvailability } from './use-availability'

/** The way in: open while a bestie is available. How many there are is nobody's business. */
export function StartButton() {
  const texts = useTexts(homeTexts)
  const availability = useAvailability()
  const navigate = useNavigate()
  const subtitle = { yes: texts.available, no: texts.unavailable, unknown: texts.looking }[availability]
  return (
    <Stack gap={8} align="center">
      <Button
        size="xl"
        fullWidth
        disabled={availability !== 'yes'}
        aria-describedby="availability"
        onClick={() => navigate({ to: '/payment' })}
      >
        {texts.start}
      </Button>
      <Text id="availability" role="status" size="sm" c="dimmed">
        {subtitle}
      </Text>
    </Stack>
  )
}
