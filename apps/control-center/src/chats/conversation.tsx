import type { Conversation as Words } from '@bestie/contracts/operator-chats'
import { useTexts } from '@bestie/ui/texts'
import { Button, Text } from '@mantine/core'
import { useState } from 'react'
import { ReasonButton } from '../dialog/reason-button'
import { Section } from '../page/section'
import { Moment } from '../table/moment'
import classes from './chats.module.css'
import { chatsTexts } from './texts'

/** A chat's messages, shown after the supervisor has given a reason. They are forgotten when the page is left. */
export function Conversation({ chatId }: { chatId: string }) {
  const texts = useTexts(chatsTexts)
  const [words, setWords] = useState<Words | null>(null)
  return (
    <Section
      title={texts.conversation}
      actions={
        words === null ? (
          <ReasonButton<Words>
            path={`/internal/sessions/${chatId}/conversation`}
            label={texts.read}
            title={texts.readTitle}
            about={texts.readText}
            onDone={setWords}
          />
        ) : (
          <Button variant="default" onClick={() => setWords(null)}>
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
      {words?.next_after_seq != null && (
        <Text c="dimmed" size="sm">
          {texts.cut}
        </Text>
      )}
    </Section>
  )
}
