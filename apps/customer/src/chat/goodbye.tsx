import type { CustomerChat } from '@bestie/contracts/chat'
import { Countdown } from '@bestie/ui/countdown.tsx'
import { useTexts } from '@bestie/ui/texts'
import { Group, Text } from '@mantine/core'
import classes from './chat.module.css'
import { chatScreenTexts } from './texts'

/** Time is up; one goodbye may still be written. */
export function Goodbye({ chat, sending }: { chat: CustomerChat; sending: boolean }) {
  const texts = useTexts(chatScreenTexts)
  return (
    <Group justify="space-between" gap="xs" className={classes.closing}>
      <Text fw={600}>{texts.closing}</Text>
      <Countdown until={chat.goodbye_deadline_at} label={texts.closingLeft} />
      <Text w="100%" size="sm" c="dimmed">
        {sending ? texts.goodbyeSending : chat.may_say_goodbye ? texts.closingText : texts.goodbyeSent}
      </Text>
    </Group>
  )
}
