import type { CustomerChat } from '@bestie/contracts/chat'
import { EndEarly } from '@bestie/ui/chat/end-early.tsx'
import { chatTexts } from '@bestie/ui/chat/texts'
import { Countdown } from '@bestie/ui/countdown.tsx'
import { initialOf } from '@bestie/ui/defang'
import { formatDay } from '@bestie/ui/format'
import { useFocusOnArrival } from '@bestie/ui/frame.tsx'
import { BackIcon, ClockIcon } from '@bestie/ui/icons.tsx'
import { sharedTexts } from '@bestie/ui/shared-texts'
import { useLanguage, useTexts } from '@bestie/ui/texts'
import { useGoUp } from '@bestie/ui/trail'
import { ActionIcon, Avatar, Group, Text, Title } from '@mantine/core'
import { CrisisHelp } from '../help/crisis-help'
import { chatKey, currentKey } from '../shell/queries'
import classes from './chat.module.css'
import { chatScreenTexts } from './texts'

/** The mitra's name, the time left, help at once (which a chat about something heavy shows larger), and the button to end early. */
export function ChatHeader({ chat, name, due }: { chat: CustomerChat; name: string; due: boolean }) {
  const texts = useTexts(chatScreenTexts)
  const shared = useTexts(sharedTexts)
  const words = useTexts(chatTexts)
  const language = useLanguage()
  const goUp = useGoUp()
  const heading = useFocusOnArrival<HTMLHeadingElement>()
  const over = chat.status === 'completed'
  const chatId = chat.chat_session_id
  return (
    <Group gap={6}>
      <div className={classes.withWhom}>
        <ActionIcon aria-label={shared.back} onClick={() => goUp(over ? '/history' : '/')}>
          <BackIcon />
        </ActionIcon>
        <Avatar color="clay" radius="xl" aria-hidden="true" className={classes.face}>
          {initialOf(name)}
        </Avatar>
        <div className={classes.who}>
          <Title order={1} size="h4" lineClamp={1} ref={heading} tabIndex={-1}>
            {name}
          </Title>
          <Text size="sm" c="dimmed">
            {over && chat.started_at ? formatDay(chat.started_at, language) : null}
            {chat.status === 'closing' ? texts.closing : null}
            {chat.status === 'active' ? (
              <span className={classes.time}>
                <ClockIcon size={16} />
                <Countdown until={chat.ends_at} label={words.timeLeft} />
              </span>
            ) : null}
          </Text>
        </div>
        {!over && chat.topic_sensitivity === 'regular' && <CrisisHelp look="icon" />}
      </div>
      {chat.may_end_early && chat.status === 'active' && !due && (
        <EndEarly chatId={chatId} keys={{ chat: chatKey(chatId), lists: currentKey }} words={texts.endEarly} />
      )}
    </Group>
  )
}
