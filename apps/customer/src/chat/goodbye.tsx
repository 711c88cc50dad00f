import type { CustomerChat } from '@bestie/contracts/chat'
import { useBestie } from '@bestie/ui/bestie'
import { Composer } from '@bestie/ui/chat/composer.tsx'
import { messagesKey } from '@bestie/ui/chat/messages-query'
import { Countdown } from '@bestie/ui/countdown.tsx'
import { ProblemNote } from '@bestie/ui/feedback.tsx'
import { randomId } from '@bestie/ui/random-id'
import { useTexts } from '@bestie/ui/texts'
import { Group, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { chatKey, currentKey } from '../shell/queries'
import classes from './chat.module.css'
import { chatScreenTexts } from './texts'

/** The session is over; one goodbye may still be written. */
export function Goodbye({ chat }: { chat: CustomerChat }) {
  const { api, queries } = useBestie()
  const texts = useTexts(chatScreenTexts)
  const chatId = chat.chat_session_id
  const say = useMutation({
    // The same goodbye again, after no answer came, goes under the same id and is stored once.
    mutationFn: (goodbye: { body: string; client_message_id: string }) =>
      api.post<CustomerChat>(`/api/client/chats/${chatId}/goodbye`, goodbye),
    onSuccess: (answer) => queries.setQueryData(chatKey(chatId), answer),
    onSettled: () => {
      for (const queryKey of [chatKey(chatId), messagesKey(chatId), currentKey]) void queries.invalidateQueries({ queryKey })
    },
  })

  return (
    <div>
      <Group justify="space-between" gap="xs" className={classes.closing}>
        <Text fw={600}>{texts.closing}</Text>
        <Countdown until={chat.goodbye_deadline_at} label={texts.closingLeft} />
        <Text role="status" w="100%" size="sm" c="dimmed">
          {say.isPending ? texts.goodbyeSending : chat.may_say_goodbye ? texts.closingText : texts.goodbyeSent}
        </Text>
      </Group>
      {say.error && <ProblemNote problem={say.error} onRetry={say.variables && (() => say.mutate(say.variables))} />}
      {chat.may_say_goodbye && (say.isIdle || say.isSuccess) && (
        <Composer
          draftKey={`${chatId}.goodbye`}
          label={texts.goodbye}
          onSend={(text) => say.mutate({ body: text.trim(), client_message_id: randomId() })}
        />
      )}
    </div>
  )
}
