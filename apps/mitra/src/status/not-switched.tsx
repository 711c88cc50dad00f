import { useTexts } from '@bestie/ui/texts'
import { Alert } from '@mantine/core'
import { statusTexts } from './texts'

/** Beside the switch, wherever it stands: it was tapped, and nothing came of it. */
export function NotSwitched() {
  const t = useTexts(statusTexts)
  return (
    <Alert color="clay" variant="light" role="alert" mt="sm">
      {t.notSwitched}
    </Alert>
  )
}
