import type { Goodbye } from '@bestie/ui/chat/use-goodbye'
import { ProblemNote } from '@bestie/ui/feedback.tsx'
import { useTexts } from '@bestie/ui/texts'
import { Button, Stack, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { chatScreenTexts } from './texts'

/** Below a completed chat; says so if the goodbye came too late. */
export function CompletedFoot({ goodbye }: { goodbye: Goodbye }) {
  const t = useTexts(chatScreenTexts)
  const navigate = useNavigate()
  return (
    <Stack gap="xs" p={4}>
      <Text ta="center" fw={600} role="status">
        {t.completed}
      </Text>
      {goodbye.problem && <ProblemNote problem={goodbye.problem} />}
      <Button onClick={() => navigate({ to: '/' })}>{t.toHome}</Button>
    </Stack>
  )
}
