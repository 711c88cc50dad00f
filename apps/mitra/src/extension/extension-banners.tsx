import type { ServerToApp } from '@bestie/contracts/events'
import { useServerEvent } from '@bestie/ui/bestie'
import { useTexts } from '@bestie/ui/texts'
import { Button } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { toChat } from '../chat/to-chat'
import { useChatOnScreen } from '../chat/use-chat-on-screen'
import { useCurrentChats } from '../chat/use-current-chats'
import { useCardInFront } from '../requests/requests-provider'
import classes from './extension.module.css'
import { ExtensionCard } from './extension-card'
import { ExtensionsAloud } from './extension-questions'
import { extensionTexts } from './texts'

const shownMs = 6_000

/**
 * Above every screen: open extensions of chats that are not on the screen, and the outcome of
 * the last one. Where a request covers the screens, `ExtensionQuestions` shows the open ones over it.
 */
export function ExtensionBanners() {
  const texts = useTexts(extensionTexts)
  const navigate = useNavigate()
  const onScreen = useChatOnScreen()
  const covered = useCardInFront() !== undefined
  const { data: chats } = useCurrentChats()
  return (
    <>
      <ExtensionsAloud />
      <div className={classes.banners}>
        {chats?.map((chat) => {
          if (covered || !chat.pending_extension || chat.chat_session_id === onScreen) return null
          return (
            <ExtensionCard key={chat.pending_extension.extension_id} chat={chat} extension={chat.pending_extension}>
              <Button variant="subtle" size="md" onClick={() => navigate(toChat(chat.chat_session_id))}>
                {texts.open}
              </Button>
            </ExtensionCard>
          )
        })}
      </div>
      <OutcomeNotice />
    </>
  )
}

type Resolved = Parameters<ServerToApp['extension_resolved']>[0]

function OutcomeNotice() {
  const texts = useTexts(extensionTexts)
  const { data: chats } = useCurrentChats()
  const [resolved, setResolved] = useState<Resolved | null>(null)
  useServerEvent('extension_resolved', setResolved)
  useEffect(() => {
    if (!resolved) return
    const timer = setTimeout(() => setResolved(null), shownMs)
    return () => clearTimeout(timer)
  }, [resolved])
  const name = chats?.find((chat) => chat.chat_session_id === resolved?.chat_session_id)?.call_name
  return (
    <div role="status">
      {resolved && name !== undefined && <p className={classes.notice}>{texts.outcome[resolved.outcome](name)}</p>}
    </div>
  )
}
