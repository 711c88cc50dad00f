import { type ReactNode, useEffect } from 'react'
import { useSession } from './app'
import { AppFoundation } from './app-foundation'
import { type Bestie, BestieContext, useAccountLanguage, useBestie } from './bestie'
import { useMessageSync } from './chat/message-sync'
import { useKeepPush, useNewsFromPush } from './push/use-push'
import { theme } from './theme/theme'

/** Everything around the screens of an app in which people talk. */
export function AppRoot({ bestie, children }: { bestie: Bestie; children: ReactNode }) {
  return (
    <AppFoundation app={bestie} theme={theme}>
      <BestieContext value={bestie}>
        <SignedInLife />
        {children}
      </BestieContext>
    </AppFoundation>
  )
}

/**
 * While someone is signed in, keeps the connection up and sends their
 * unsent messages. Afterwards nothing of theirs stays in memory.
 */
function SignedInLife() {
  const { connection, outgoing, queries } = useBestie()
  const userId = useSession()?.user.id ?? null
  useEffect(() => {
    outgoing.load()
    if (userId === null) return
    connection.start()
    return () => {
      connection.stop()
      queries.clear()
    }
  }, [userId, connection, outgoing, queries])
  useAccountLanguage()
  useMessageSync()
  useKeepPush()
  useNewsFromPush()
  return null
}
