import { useConnectionState } from '@bestie/ui/bestie'
import { AlertIcon, SentIcon } from '@bestie/ui/icons.tsx'
import type { PushState } from '@bestie/ui/push/push'
import { pushTexts } from '@bestie/ui/push/texts'
import { usePush } from '@bestie/ui/push/use-push'
import { useTexts } from '@bestie/ui/texts'
import { Button, Text } from '@mantine/core'
import classes from './reachability.module.css'
import { homeTexts } from './texts'

/** Whether a request would reach this device, with the app open and closed, and what to do if it would not. */
export function Reachability({ online }: { online: boolean }) {
  const texts = useTexts(homeTexts)
  const push = useTexts(pushTexts)
  const line = useConnectionState()
  const { state, turn } = usePush()
  // Only an online mitra needs this; until it is known, showing nothing avoids a flicker.
  if (!online || state === undefined) return null
  const words: Record<PushState, string> = {
    on: texts.pushOn,
    off: texts.pushOff,
    blocked: texts.pushBlocked,
    unsupported: texts.pushUnsupported,
  }
  const good = line === 'connected' && state === 'on'
  return (
    <section className={classes.panel} aria-label={texts.reachability} data-good={good || undefined}>
      <Text fw={650}>{good ? texts.reachable : texts.reachability}</Text>
      <ul className={classes.facts}>
        <Fact good={line === 'connected'}>{line === 'connected' ? texts.lineUp : texts.lineDown}</Fact>
        <Fact good={state === 'on'}>{words[state]}</Fact>
      </ul>
      {state === 'off' && (
        <Button size="md" variant="light" loading={turn.isPending} onClick={() => turn.mutate(true)}>
          {texts.turnOn}
        </Button>
      )}
      {state === 'off' && turn.data && turn.data !== 'off' && turn.data !== 'on' && (
        <Text role="status" size="sm">
          {push[turn.data]}
        </Text>
      )}
    </section>
  )
}

function Fact({ good, children }: { good: boolean; children: string }) {
  return (
    <li className={classes.fact} data-good={good || undefined}>
      {good ? <SentIcon size={20} /> : <AlertIcon size={20} />}
      <Text size="sm">{children}</Text>
    </li>
  )
}
