import type { CustomerChat } from '@bestie/contracts/chat'
import { useSecondsLeft } from '@bestie/ui/countdown.tsx'
import { ProblemNote } from '@bestie/ui/feedback.tsx'
import { useTexts } from '@bestie/ui/texts'
import { Button, Loader, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import classes from './extension.module.css'
import { extensionTexts } from './texts'
import { useExtensionFlow } from './use-extension-flow'
import { WaitForMore } from './wait-for-more'

/** The end is near when this many seconds are left. */
const nearEnd = 3 * 60

/** Between the header and the messages of a running chat: an extension, from the offer to its outcome. */
export function MoreTime({ chat, due }: { chat: CustomerChat; due: boolean }) {
  const texts = useTexts(extensionTexts)
  const { state, send } = useExtensionFlow(chat)
  const { outcome, problem } = state.context
  // A completed chat says nothing about its time, and one that is closing has no use for time that was granted.
  const granted = outcome === 'approved' || outcome === 'auto_approved'
  const telling = chat.status === 'active' || (chat.status === 'closing' && !granted)
  return (
    <>
      {/* Only one-off announcements: the countdown below announces its own. */}
      <div role="status">
        {state.matches('asking') && (
          <p className={classes.line}>
            <Loader size="sm" /> {texts.asking}
          </p>
        )}
        {(state.matches('told') || state.matches('refused')) && telling && (
          <div className={classes.card} data-outcome={outcome}>
            <Text flex={1}>{outcome === null ? texts.refused : texts.outcome[outcome]}</Text>
            <Button size="md" variant="light" onClick={() => send({ type: 'DISMISS' })}>
              {texts.dismiss}
            </Button>
          </div>
        )}
      </div>
      {state.matches('stuck') && <ProblemNote problem={problem} onRetry={() => send({ type: 'RETRY' })} />}
      {state.matches('waiting') && chat.pending_extension && <WaitForMore extension={chat.pending_extension} />}
      {state.matches('idle') && chat.status === 'active' && !due && <Offer chat={chat} />}
    </>
  )
}

function Offer({ chat }: { chat: CustomerChat }) {
  const texts = useTexts(extensionTexts)
  const navigate = useNavigate()
  const near = useSecondsLeft(chat.ends_at) <= nearEnd
  return (
    <div className={classes.line} data-near={near || undefined}>
      <Text role="status" size="sm" flex={1}>
        {near ? texts.entryNearEnd : texts.entry}
      </Text>
      <Button
        size="md"
        variant={near ? 'filled' : 'subtle'}
        onClick={() => navigate({ to: '/chat/$chatId/more-time', params: { chatId: chat.chat_session_id } })}
      >
        {texts.add}
      </Button>
    </div>
  )
}
