import type { Conversation as Words } from '@bestie/contracts/operator-chats'
import { useApp } from '@bestie/ui/app'
import { ProblemNote } from '@bestie/ui/feedback.tsx'
import { useTexts } from '@bestie/ui/texts'
import { Button, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { ReasonButton } from '../dialog/reason-button'
import { Section } from '../page/section'
import { Moment } from '../table/moment'
import classes from './chats.module.css'
import { chatsTexts } from './texts'

/**
 * A chat's messages, shown after the supervisor has given a reason. The next ones of a long chat are read with the
 * same reason, and that too is on record. They are forgotten when the page is left.
 */
export function Conversation({ chatId }: { chatId: string }) {
  const { api } = useApp()
  const texts = useTexts(chatsTexts)
  const path = `/internal/sessions/${chatId}/conversation`
  const [words, setWords] = useState<(Words & { reason: string }) | null>(null)
  const readOn = useMutation({
    mutationFn: ({ reason, next_after_seq: after_seq }: Words & { reason: string }) =>
      api.post<Words>(path, { reason, after_seq }),
    onSuccess: (next, before) => setWords({ ...before, ...next, items: [...before.items, ...next.items] }),
  })
  return (
    <Section
      title={texts.conversation}
      actions={
        words === null ? (
          <ReasonButton<Words>
            path={path}
            label={texts.read}
            title={texts.readTitle}
            about={texts.readText}
            onDone={(read, reason) => setWords({ ...read, reason })}
          />
        ) : (
          <Button variant="default" disabled={readOn.isPending} onClick={() => setWords(null)}>
            {texts.hide}
          </Button>
        )
      }
    >
      {words === null && (
        <Text c="dimmed" size="sm">
          {texts.conversationHint}
        </Text>
      )}
      {words?.items.length === 0 && <Text c="dimmed">{texts.noMessages}</Text>}
      {words && (
        <ol className={classes.conversation}>
          {words.items.map((message) => (
            <li key={message.seq}>
              <Moment at={message.created_at} />
              <div>
                <Text size="sm" fw={600}>
                  {texts.from[message.sender_role]}
                </Text>
                <Text className={classes.body}>{message.body || <em>{texts.notKept}</em>}</Text>
              </div>
            </li>
          ))}
        </ol>
      )}
      {words && readOn.isError && <ProblemNote problem={readOn.error} />}
      {words?.next_after_seq != null && (
        <Button mt="md" variant="light" loading={readOn.isPending} onClick={() => !readOn.isPending && readOn.mutate(words)}>
          {texts.readOn}
        </Button>
      )}
    </Section>
  )
}
