import type { MitraChat } from '@bestie/contracts/chat'
import { Composer } from '@bestie/ui/chat/composer.tsx'
import { ProblemNote } from '@bestie/ui/feedback.tsx'
import { useTexts } from '@bestie/ui/texts'
import { Stack, Text } from '@mantine/core'
import { chatScreenTexts } from './texts'
import { useGoodbye } from './use-goodbye'

/** While the chat closes: one goodbye, then waiting for the other's. */
export function GoodbyeFoot({ chat }: { chat: MitraChat }) {
  const t = useTexts(chatScreenTexts)
  const { sending, problem, say, sendAgain } = useGoodbye(chat)

  if (problem) return <ProblemNote problem={problem} onRetry={() => sendAgain()} />
  if (sending) return <Text role="status">{t.goodbyeSending}</Text>
  if (!chat.may_say_goodbye) return <Text role="status">{t.goodbyeSaid}</Text>
  return (
    <Stack gap="xs">
      <div role="status">
        <Text fw={600}>{t.goodbyeTitle}</Text>
        <Text size="sm" c="dimmed">
          {t.goodbyeHint}
        </Text>
      </div>
      <Composer draftKey={`${chat.chat_session_id}.goodbye`} label={t.writeGoodbye} onSend={say} />
    </Stack>
  )
}
