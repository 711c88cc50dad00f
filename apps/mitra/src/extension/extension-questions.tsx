import { useTexts } from '@bestie/ui/texts'
import { VisuallyHidden } from '@mantine/core'
import { useCurrentChats } from '../chat/use-current-chats'
import classes from './extension.module.css'
import { ExtensionCard } from './extension-card'
import { extensionTexts } from './texts'

/** Every extension that waits for this mitra, for the place that covers the screens: nobody could look for it in time. */
export function ExtensionQuestions() {
  const { data: chats } = useCurrentChats()
  return (
    <>
      <ExtensionsAloud />
      <div className={classes.questions}>
        {chats?.map(
          (chat) =>
            chat.pending_extension && (
              <ExtensionCard key={chat.pending_extension.extension_id} chat={chat} extension={chat.pending_extension} />
            ),
        )}
      </div>
    </>
  )
}

/** Reads out who asks for more time, wherever the card is shown: a live region that appears together with its words is not read out. */
export function ExtensionsAloud() {
  const texts = useTexts(extensionTexts)
  const { data: chats } = useCurrentChats()
  return (
    <VisuallyHidden role="status" aria-atomic="false">
      {chats?.map((chat) => chat.pending_extension && <span key={chat.chat_session_id}>{texts.aloud(chat.call_name)} </span>)}
    </VisuallyHidden>
  )
}
