import { useTexts } from '@bestie/ui/texts'
import { Alert } from '@mantine/core'
import { statusTexts } from './texts'

/** Beside the online switch, on whichever screen: it was tapped but did not change. */
export function NotSwitched() {
  const texts = useTexts(statusTexts)
  return (
    <Alert color="clay" variant="light" role="alert" mt="sm">
      {texts.notSwitched}
    </Alert>
  )
}
