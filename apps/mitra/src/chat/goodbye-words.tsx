import type { MitraChat } from '@bestie/contracts/chat'
import type { Goodbye } from '@bestie/ui/chat/use-goodbye'
import { useTexts } from '@bestie/ui/texts'
import { Box, Text } from '@mantine/core'
import { chatScreenTexts } from './texts'

/** While the chat closes: the mitra's goodbye, then the wait for the customer's. */
export function GoodbyeWords({ chat, goodbye }: { chat: MitraChat; goodbye: Goodbye }) {
  const texts = useTexts(chatScreenTexts)
  if (goodbye.problem) return null
  if (goodbye.sending) return <Text>{texts.goodbyeSending}</Text>
  if (!chat.may_say_goodbye) return <Text>{texts.goodbyeSaid}</Text>
  return (
    <Box mb="xs">
      <Text fw={600}>{texts.goodbyeTitle}</Text>
      <Text size="sm" c="dimmed">
        {texts.goodbyeHint}
      </Text>
    </Box>
  )
}
