import type { MitraChat } from '@bestie/contracts/chat'
import { EndEarly } from '@bestie/ui/chat/end-early.tsx'
import { Countdown } from '@bestie/ui/countdown.tsx'
import { ProblemNote } from '@bestie/ui/feedback.tsx'
import { useFocusOnArrival } from '@bestie/ui/frame.tsx'
import { BackIcon } from '@bestie/ui/icons.tsx'
import { useTexts } from '@bestie/ui/texts'
import { ActionIcon, Switch, Text, Title } from '@mantine/core'
import { useWaiting } from '../home/use-waiting'
import { WaitingBadge } from '../home/waiting-badge'
import { keys } from '../keys'
import { SensitiveBadge } from '../requests/sensitive-badge'
import { NotSwitched } from '../status/not-switched'
import { useMitraStatus } from '../status/use-mitra-status'
import { useSwitchOnline } from '../status/use-switch-online'
import classes from './chat-header.module.css'
import { chatScreenTexts } from './texts'
import { useBackHome } from './use-back-home'

/**
 * The customer's name, the time left, the button to end early, and the mitra's own switch, which changes nothing about this chat.
 */
export function ChatHeader({ chat }: { chat: MitraChat }) {
  const texts = useTexts(chatScreenTexts)
  const backHome = useBackHome()
  const name = useFocusOnArrival<HTMLHeadingElement>()
  const status = useMitraStatus()
  const online = useSwitchOnline()
  const waiting = useWaiting()
  const chatId = chat.chat_session_id
  const live = chat.status === 'active' || chat.status === 'closing'

  return (
    <>
      <div className={classes.line}>
        <WaitingBadge count={waiting.count}>
          <ActionIcon aria-label={waiting.count > 0 ? `${texts.back}: ${waiting.words}` : texts.back} onClick={backHome}>
            <BackIcon />
          </ActionIcon>
        </WaitingBadge>
        <div className={classes.who}>
          <Title order={1} size="h4" ref={name} tabIndex={-1} className={classes.name}>
            {chat.call_name}
          </Title>
          <Text size="sm" c="dimmed">
            <TimeLeft chat={chat} />
          </Text>
        </div>
        {chat.may_end_early && chat.status === 'active' && (
          <EndEarly
            chatId={chatId}
            keys={{ chat: keys.chat(chatId), lists: keys.chats }}
            words={texts.endEarly(chat.call_name)}
          />
        )}
      </div>
      {live && (
        <div className={classes.second}>
          {status.data ? (
            <Switch
              size="md"
              // The word can be tapped too, at a thumb's height.
              styles={{ body: { alignItems: 'center' }, label: { paddingBlock: 10 } }}
              label={texts.online}
              checked={status.data.is_online}
              aria-busy={online.pending}
              onChange={(event) => online.send(event.currentTarget.checked)}
            />
          ) : (
            status.error && <ProblemNote problem={status.error} onRetry={() => status.refetch()} />
          )}
          {chat.topic_sensitivity === 'sensitive' && <SensitiveBadge size="sm" />}
        </div>
      )}
      {live && online.notSwitched && <NotSwitched />}
    </>
  )
}

function TimeLeft({ chat }: { chat: MitraChat }) {
  const texts = useTexts(chatScreenTexts)
  if (chat.status === 'active') {
    return (
      <>
        <span aria-hidden>{texts.timeLeft} </span>
        <Countdown until={chat.ends_at} label={texts.timeLeft} />
      </>
    )
  }
  if (chat.status === 'closing') {
    return (
      <>
        <span aria-hidden>{texts.goodbyeTime} </span>
        <Countdown until={chat.goodbye_deadline_at} label={texts.goodbyeTime} />
      </>
    )
  }
  return texts.over
}
