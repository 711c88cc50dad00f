import type { MitraStatus } from '@bestie/contracts/pairing'
import { useTexts } from '@bestie/ui/texts'
import { Loader } from '@mantine/core'
import { NotSwitched } from '../status/not-switched'
import { useSwitchOnline } from '../status/use-switch-online'
import classes from './online-switch.module.css'
import { homeTexts } from './texts'

/** The mitra's own switch: whether new requests may come. It says nothing about the connection or about live chats. */
export function OnlineSwitch({ status }: { status: MitraStatus }) {
  const texts = useTexts(homeTexts)
  const { send, pending, notSwitched } = useSwitchOnline()
  const online = status.is_online
  const full = online && status.live_customers >= status.max_customers

  return (
    <section className={classes.panel} data-online={online || undefined}>
      <button
        type="button"
        role="switch"
        aria-checked={online}
        aria-label={texts.switch}
        aria-describedby="online-state"
        aria-busy={pending}
        className={classes.button}
        onClick={() => send(!online)}
      >
        <span className={classes.state} id="online-state">
          <strong>{online ? texts.online : texts.offline}</strong>
          <span>{full ? texts.fullHint(status.live_customers) : online ? texts.onlineHint : texts.offlineHint}</span>
        </span>
        <span className={classes.track} aria-hidden>
          <span className={classes.thumb}>{pending && <Loader size={18} color={online ? 'pine.7' : 'gray.6'} />}</span>
        </span>
      </button>
      <p className={classes.capacity}>{texts.capacity(status.live_customers, status.max_customers)}</p>
      {notSwitched && <NotSwitched />}
    </section>
  )
}
