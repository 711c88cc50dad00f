import type { MitraChat } from '@bestie/contracts/chat'
import { useBestie } from '@bestie/ui/bestie'
import { ProblemNote } from '@bestie/ui/feedback.tsx'
import { useTexts } from '@bestie/ui/texts'
import { useCloseOnBack } from '@bestie/ui/use-close-on-back'
import { Button, Modal, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { keys } from '../keys'
import { useCommand } from '../use-command'
import { chatScreenTexts } from './texts'

/** Ends the chat before its time is up, after one question whether that is meant. */
export function EndEarly({ chat }: { chat: MitraChat }) {
  const texts = useTexts(chatScreenTexts)
  const { api, queries } = useBestie()
  const [asking, setAsking] = useState(false)
  const close = () => setAsking(false)
  useCloseOnBack(asking, close)
  const id = chat.chat_session_id

  const end = useCommand(async () => {
    try {
      const ended = await api.post<MitraChat>(`/api/mitra/chats/${id}/end`)
      close()
      queries.setQueryData(keys.chat(id), ended)
    } finally {
      void queries.invalidateQueries({ queryKey: keys.chats })
    }
  })

  return (
    <>
      <Button size="sm" variant="light" color="clay" onClick={() => setAsking(true)}>
        {texts.end}
      </Button>
      <Modal
        opened={asking}
        onClose={close}
        title={
          <Text span size="lg" fw={650}>
            {texts.endTitle}
          </Text>
        }
        closeButtonProps={{ 'aria-label': texts.endNo }}
      >
        <Stack gap="sm">
          <Text>{texts.endText(chat.call_name)}</Text>
          {end.problem !== null && <ProblemNote problem={end.problem} />}
          <Button color="clay" loading={end.pending} onClick={() => end.send()}>
            {texts.endYes}
          </Button>
          <Button variant="default" onClick={close}>
            {texts.endNo}
          </Button>
        </Stack>
      </Modal>
    </>
  )
}
