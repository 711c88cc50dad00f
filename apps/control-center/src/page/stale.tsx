import { useTexts } from '@bestie/ui/texts'
import { Alert } from '@mantine/core'
import { pageTexts } from './texts'

/** Says that the data on the page is no longer fresh. */
export function Stale() {
  return (
    <Alert role="alert" color="clay" variant="light" py="xs">
      {useTexts(pageTexts).stale}
    </Alert>
  )
}
