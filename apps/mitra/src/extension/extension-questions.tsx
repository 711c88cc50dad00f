import { useCurrentChats } from '../chat/use-current-chats'
import styles from './extension.module.css'
import { ExtensionCard } from './extension-card'

/** Every extension that waits for this mitra, for the place that covers the screens: nobody could look for it in time. */
export function ExtensionQuestions() {
  const { data: chats } = useCurrentChats()
  return (
    <div className={styles.questions}>
      {chats?.map(
        (chat) =>
          chat.pending_extension && (
            <ExtensionCard key={chat.pending_extension.extension_id} chat={chat} extension={chat.pending_extension} />
          ),
      )}
    </div>
  )
}
