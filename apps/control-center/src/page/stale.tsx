import { useTexts } from '@bestie/ui/texts'
import { Alert } from '@mantine/core'
import { pageTexts } from './texts'

/** What is shown is no longer fresh. */
export function Stale() {
  return (
    <Alert role="alert" color="clay" variant="light" py="xs">
      {useTexts(pageTexts).stale}
    </Alert>
  )
}
