import type { MitraStatus } from '@bestie/contracts/pairing'
import { useTexts } from '@bestie/ui/texts'
import { Loader } from '@mantine/core'
import { NotSwitched } from '../status/not-switched'
import { useSwitchOnline } from '../status/use-switch-online'
import styles from './online-switch.module.css'
import { homeTexts } from './texts'

/** The mitra's own switch: whether new requests may come. It says nothing about the connection or about live chats. */
export function OnlineSwitch({ status }: { status: MitraStatus }) {
  const t = useTexts(homeTexts)
  const { send, pending, notSwitched } = useSwitchOnline()
  const online = status.is_online
  const full = online && status.live_customers >= status.max_customers

  return (
    <section className={styles.panel} data-online={online || undefined}>
      <button
        type="button"
        role="switch"
        aria-checked={online}
        aria-label={t.switch}
        aria-describedby="online-state"
        aria-busy={pending}
        className={styles.button}
        onClick={() => send(!online)}
      >
        <span className={styles.state} id="online-state">
          <strong>{online ? t.online : t.offline}</strong>
          <span>{full ? t.fullHint(status.live_customers) : online ? t.onlineHint : t.offlineHint}</span>
        </span>
        <span className={styles.track} aria-hidden>
          <span className={styles.thumb}>{pending && <Loader size={18} color={online ? 'pine.7' : 'gray.6'} />}</span>
        </span>
      </button>
      <p className={styles.capacity}>{t.capacity(status.live_customers, status.max_customers)}</p>
      {notSwitched && <NotSwitched />}
    </section>
  )
}
