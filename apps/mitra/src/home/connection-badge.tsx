import { useConnectionState } from '@bestie/ui/bestie'
import { useTexts } from '@bestie/ui/texts'
import classes from './connection-badge.module.css'
import { homeTexts } from './texts'

/** Whether this device has a connection to the server; independent of the mitra's switch. */
export function ConnectionBadge() {
  const texts = useTexts(homeTexts)
  const state = useConnectionState()
  const words = { connected: texts.connected, connecting: texts.connecting, offline: texts.disconnected }
  return (
    <p role="status" className={classes.badge} data-state={state}>
      <span className={classes.dot} aria-hidden />
      {words[state]}
    </p>
  )
}
