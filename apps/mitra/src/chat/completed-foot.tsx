import type { Goodbye } from '@bestie/ui/chat/use-goodbye'
import { ProblemNote } from '@bestie/ui/feedback.tsx'
import { useTexts } from '@bestie/ui/texts'
import { Button, Stack } from '@mantine/core'
import { chatScreenTexts } from './texts'
import { useBackHome } from './use-back-home'

/** Below a completed chat; says so if the goodbye came too late. */
export function CompletedFoot({ goodbye }: { goodbye: Goodbye }) {
  const texts = useTexts(chatScreenTexts)
  const backHome = useBackHome()
  return (
    <Stack gap="xs" p={4}>
      {goodbye.problem && <ProblemNote problem={goodbye.problem} />}
      <Button onClick={backHome}>{texts.toHome}</Button>
    </Stack>
  )
}
