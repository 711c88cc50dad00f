import { Stack, Switch, Text } from '@mantine/core'
import { useTexts } from '../texts'
import { pushTexts } from './texts'
import { usePush } from './use-push'

/** Switches this app's notifications on this device on or off; where they are impossible, says why. */
export function NotificationSwitch({ hint }: { hint: string }) {
  const texts = useTexts(pushTexts)
  const { state, turn } = usePush()
  const possible = state === 'on' || state === 'off'
  return (
    <Stack gap="xs">
      <Switch
        size="lg"
        label={texts.label}
        description={hint}
        // Shows the chosen position at once, while the browser and the server are asked.
        checked={turn.isPending ? turn.variables : state === 'on'}
        disabled={!possible}
        onChange={(event) => !turn.isPending && turn.mutate(event.currentTarget.checked)}
      />
      <Text role="status" size="sm" c="dimmed">
        {state === 'blocked' ? texts.blocked : state === 'unsupported' ? texts.unsupported : null}
        {possible && turn.data === 'refused' ? texts.refused : null}
        {possible && (turn.data === 'failed' || turn.isError) ? texts.failed : null}
      </Text>
    </Stack>
  )
}
