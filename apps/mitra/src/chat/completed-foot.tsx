import { useTexts } from '@bestie/ui/texts'
import { Button, Stack, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { chatScreenTexts } from './texts'

/** Below a chat that is over. */
export function CompletedFoot() {
  const t = useTexts(chatScreenTexts)
  const navigate = useNavigate()
  return (
    <Stack gap="xs" p={4}>
      <Text ta="center" fw={600} role="status">
        {t.completed}
      </Text>
      <Button onClick={() => navigate({ to: '/' })}>{t.toHome}</Button>
    </Stack>
  )
}
