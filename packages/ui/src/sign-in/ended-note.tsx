import { Alert, Text } from '@mantine/core'
import { useSyncExternalStore } from 'react'
import { useApp } from '../app'

/** Says why the sign-in page is back, where the last sign-in ended without a sign-out. */
export function EndedNote({ children }: { children: string }) {
  const { session } = useApp()
  if (!useSyncExternalStore(session.subscribe, session.hasEnded)) return null
  return (
    <Alert role="status" color="pine" variant="light" flex="none">
      <Text size="md">{children}</Text>
    </Alert>
  )
}
