import type { CustomerChat } from '@bestie/contracts/chat'
import type { Goodbye as Said } from '@bestie/ui/chat/use-goodbye'
import { Countdown } from '@bestie/ui/countdown.tsx'
import { ProblemNote } from '@bestie/ui/feedback.tsx'
import { useTexts } from '@bestie/ui/texts'
import { Group, Text } from '@mantine/core'
import classes from './chat.module.css'
import { chatScreenTexts } from './texts'

/** Time is up; one goodbye may still be written. */
export function Goodbye({ chat, goodbye }: { chat: CustomerChat; goodbye: Said }) {
  const texts = useTexts(chatScreenTexts)
  return (
    <>
      <Group justify="space-between" gap="xs" className={classes.closing}>
        <Text fw={600}>{texts.closing}</Text>
        <Countdown until={chat.goodbye_deadline_at} label={texts.closingLeft} />
        <Text role="status" w="100%" size="sm" c="dimmed">
          {goodbye.sending ? texts.goodbyeSending : chat.may_say_goodbye ? texts.closingText : texts.goodbyeSent}
        </Text>
      </Group>
      {goodbye.problem && <ProblemNote problem={goodbye.problem} onRetry={goodbye.sendAgain} />}
    </>
  )
}
