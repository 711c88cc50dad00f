import { useConnectionState } from '@bestie/ui/bestie'
import { useTexts } from '@bestie/ui/texts'
import styles from './connection-badge.module.css'
import { homeTexts } from './texts'

/** Whether this device has a connection to the server; independent of the mitra's switch. */
export function ConnectionBadge() {
  const t = useTexts(homeTexts)
  const state = useConnectionState()
  const words = { connected: t.connected, connecting: t.connecting, offline: t.disconnected }
  return (
    <p role="status" className={styles.badge} data-state={state}>
      <span className={styles.dot} aria-hidden />
      {words[state]}
    </p>
  )
}
