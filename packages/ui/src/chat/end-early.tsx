import type { CustomerChat, MitraChat } from '@bestie/contracts/chat'
import { Button, Modal, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useBestie } from '../bestie'
import { ProblemNote } from '../feedback'
import { useCloseOnBack } from '../use-close-on-back'
import type { ChatKeys } from './chat-keys'

type Props = {
  chatId: string
  keys: ChatKeys
  /** The button's label, the question's title and text, and its two answers. */
  words: { end: string; title: string; text: string; yes: string; no: string }
}

/** Ends the chat before its time is up, after asking once whether that is meant. */
export function EndEarly({ chatId, keys, words }: Props) {
  const { api, prefix, queries } = useBestie()
  const [asking, setAsking] = useState(false)
  const close = () => setAsking(false)
  useCloseOnBack(asking, close)
  const end = useMutation({
    mutationFn: () => api.post<CustomerChat | MitraChat>(`${prefix}/chats/${chatId}/end`),
    onSuccess: (chat) => {
      close()
      queries.setQueryData(keys.chat, chat)
    },
    // Not waited for: why it did not work is said at once.
    onSettled: () => {
      for (const queryKey of [keys.chat, keys.lists]) void queries.invalidateQueries({ queryKey })
    },
  })
  return (
    <>
      <Button variant="light" color="clay" size="md" px="md" onClick={() => setAsking(true)}>
        {words.end}
      </Button>
      <Modal opened={asking} onClose={close} title={words.title} withCloseButton={false}>
        <Stack gap="md">
          <Text>{words.text}</Text>
          {end.error && <ProblemNote problem={end.error} />}
          <Button data-autofocus onClick={close}>
            {words.no}
          </Button>
          <Button variant="light" color="clay" loading={end.isPending} onClick={() => end.mutate()}>
            {words.yes}
          </Button>
        </Stack>
      </Modal>
    </>
  )
}
