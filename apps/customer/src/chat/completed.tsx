import type { CustomerChat } from '@bestie/contracts/chat'
import type { Goodbye } from '@bestie/ui/chat/use-goodbye'
import { ProblemNote } from '@bestie/ui/feedback.tsx'
import { useTexts } from '@bestie/ui/texts'
import { useGoUp } from '@bestie/ui/trail'
import { Box, Button, Stack, Text } from '@mantine/core'
import { RateChat } from '../rating/rate-chat'
import { chatScreenTexts } from './texts'

/** The last words of a chat. */
export function CompletedWords() {
  const texts = useTexts(chatScreenTexts)
  return (
    <Box ta="center" px="xs" pt="xs">
      <Text fw={650} size="lg">
        {texts.completed}
      </Text>
      <Text c="dimmed">{texts.completedText}</Text>
    </Box>
  )
}

/** Below a completed chat; says so if the goodbye came too late. */
export function Completed({ chat, goodbye }: { chat: CustomerChat; goodbye: Goodbye }) {
  const texts = useTexts(chatScreenTexts)
  const goUp = useGoUp()
  return (
    <Stack gap="sm" ta="center" p="xs">
      {goodbye.problem && <ProblemNote problem={goodbye.problem} />}
      <RateChat chat={chat} />
      {/* Stars that were chosen are to be sent: the strong button is theirs until then. */}
      <Button variant={chat.rating === null ? 'default' : 'filled'} onClick={() => goUp('/')}>
        {texts.home}
      </Button>
    </Stack>
  )
}
