import { Screen } from '@bestie/ui/frame.tsx'
import { useTexts } from '@bestie/ui/texts'
import { useGoUp } from '@bestie/ui/trail'
import { Button, Stack, Text } from '@mantine/core'
import { CrisisHelp } from '../help/crisis-help'
import { Embrace } from '../home/embrace'
import { searchingTexts } from './texts'

/** The end of a search without a bestie. */
export function SearchFailed() {
  const texts = useTexts(searchingTexts)
  const goUp = useGoUp()
  return (
    <Screen
      title={texts.failedTitle}
      foot={
        <Button fullWidth onClick={() => goUp('/')}>
          {texts.home}
        </Button>
      }
    >
      <Stack flex={1} align="center" justify="center" ta="center" gap="lg">
        <Embrace />
        <Text role="alert" size="lg" maw={340}>
          {texts.failed}
        </Text>
        <CrisisHelp look="button" />
      </Stack>
    </Screen>
  )
}
