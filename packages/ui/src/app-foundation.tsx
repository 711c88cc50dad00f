import { localStorageColorSchemeManager, MantineProvider, type MantineThemeOverride } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { type App, AppContext } from './app'
import { ErrorBoundary } from './error-boundary'
import { cssVariables } from './theme/theme'

/** The theme, the query cache and the error boundary around the screens of any app. */
export function AppFoundation({ app, theme, children }: { app: App; theme: MantineThemeOverride; children: ReactNode }) {
  const [appearance] = useState(() => localStorageColorSchemeManager({ key: `${app.storageKey}.theme` }))
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} colorSchemeManager={appearance} defaultColorScheme="auto">
      <QueryClientProvider client={app.queries}>
        <AppContext value={app}>
          <ErrorBoundary>{children}</ErrorBoundary>
        </AppContext>
      </QueryClientProvider>
    </MantineProvider>
  )
}
