import type { CustomerChat } from '@bestie/contracts/chat'
import { useBestie } from '@bestie/ui/bestie'
import { ProblemNote } from '@bestie/ui/feedback.tsx'
import { useTexts } from '@bestie/ui/texts'
import { useCloseOnBack } from '@bestie/ui/use-close-on-back'
import { Button, Modal, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { chatKey, currentKey } from '../shell/queries'
import { chatScreenTexts } from './texts'

/** Ends the chat before its time is up, after one question whether that is meant. */
export function EndEarly({ chatId }: { chatId: string }) {
  const { api, queries } = useBestie()
  const texts = useTexts(chatScreenTexts)
  const [asking, setAsking] = useState(false)
  const close = () => setAsking(false)
  useCloseOnBack(asking, close)
  const end = useMutation({
    mutationFn: () => api.post<CustomerChat>(`/api/client/chats/${chatId}/end`),
    onSuccess: (chat) => {
      close()
      queries.setQueryData(chatKey(chatId), chat)
      void queries.invalidateQueries({ queryKey: currentKey })
    },
    // Not waited for: why it did not work is said at once.
    onError: () => void queries.invalidateQueries({ queryKey: chatKey(chatId) }),
  })
  return (
    <>
      <Button variant="light" color="clay" size="md" px="md" onClick={() => setAsking(true)}>
        {texts.end}
      </Button>
      <Modal opened={asking} onClose={close} title={texts.endTitle} withCloseButton={false}>
        <Stack gap="md">
          <Text>{texts.endText}</Text>
          {end.error && <ProblemNote problem={end.error} />}
          <Button data-autofocus onClick={close}>
            {texts.endNo}
          </Button>
          <Button variant="light" color="clay" loading={end.isPending} onClick={() => end.mutate()}>
            {texts.endYes}
          </Button>
        </Stack>
      </Modal>
    </>
  )
}
