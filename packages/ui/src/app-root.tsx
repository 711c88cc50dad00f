import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { type Bestie, BestieContext, useBestie, useSession } from './bestie'
import { useMessageSync } from './chat/message-sync'
import { ErrorBoundary } from './error-boundary'
import { cssVariables, theme } from './theme'
import { useKeepPush } from './use-push'

/** Everything around the screens of an app. */
export function AppRoot({ bestie, children }: { bestie: Bestie; children: ReactNode }) {
  const [appearance] = useState(() => localStorageColorSchemeManager({ key: `${bestie.storageKey}.theme` }))
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} colorSchemeManager={appearance} defaultColorScheme="auto">
      <QueryClientProvider client={bestie.queries}>
        <BestieContext value={bestie}>
          <ErrorBoundary>
            <SignedInLife />
            {children}
          </ErrorBoundary>
        </BestieContext>
      </QueryClientProvider>
    </MantineProvider>
  )
}

/** The line is up and the outbox works for as long as someone is signed in; nothing of theirs stays in memory after. */
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
  useMessageSync()
  useKeepPush()
  return null
}
