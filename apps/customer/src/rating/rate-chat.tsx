import type { CustomerChat } from '@bestie/contracts/chat'
import { longestWords } from '@bestie/contracts/limits'
import { useBestie } from '@bestie/ui/bestie'
import { ProblemNote } from '@bestie/ui/feedback.tsx'
import { useTexts } from '@bestie/ui/texts'
import { Button, Stack, Text, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { chatKey, historyKey } from '../shell/queries'
import { StarPicker } from './star-picker'
import { Stars } from './stars'
import { ratingTexts } from './texts'

/** Asks for a rating of the chat: stars, and a comment if the customer likes. It can be skipped. */
export function RateChat({ chat }: { chat: CustomerChat }) {
  const { api, queries } = useBestie()
  const texts = useTexts(ratingTexts)
  const [stars, setStars] = useState(0)
  const [comment, setComment] = useState('')
  const chatId = chat.chat_session_id
  const rate = useMutation({
    mutationFn: (rating: { stars: number; comment?: string }) =>
      api.post<CustomerChat>(`/api/client/chats/${chatId}/rating`, rating),
    onSuccess: (answer) => {
      queries.setQueryData(chatKey(chatId), answer)
      void queries.invalidateQueries({ queryKey: historyKey })
    },
  })

  if (chat.rating !== null) {
    return (
      // Not read out by its role, since it appears together with its words, but by the focus, which comes here from the button that is gone.
      <div role="status" tabIndex={-1}>
        <Stars count={chat.rating} />
        <Text size="sm" c="dimmed">
          {rate.isSuccess ? texts.thanks : texts.yours}
        </Text>
      </div>
    )
  }
  const send = () => {
    const words = comment.trim()
    if (!rate.isPending) rate.mutate({ stars, ...(words !== '' && { comment: words }) })
  }
  return (
    <Stack gap="xs">
      <StarPicker value={stars} onChange={setStars} />
      {stars > 0 && (
        <>
          <Textarea
            aria-label={texts.words}
            placeholder={texts.words}
            size="md"
            rows={2}
            maxLength={longestWords}
            value={comment}
            onChange={(event) => setComment(event.currentTarget.value)}
          />
          {rate.error && <ProblemNote problem={rate.error} />}
          <Button loading={rate.isPending} onClick={send}>
            {texts.send}
          </Button>
        </>
      )}
    </Stack>
  )
}
