import type { MitraRow } from '@bestie/contracts/operator-mitras'
import { useTexts } from '@bestie/ui/texts'
import { State } from '../page/badges'
import { mitrasTexts } from './texts'

/** The mitra's own switch. */
export function OnlineState({ mitra }: { mitra: Pick<MitraRow, 'is_online'> }) {
  const texts = useTexts(mitrasTexts)
  return <State tone={mitra.is_online ? 'good' : 'quiet'}>{mitra.is_online ? texts.isOnline : texts.isOffline}</State>
}

/** Whether a device of the mitra answers now: a separate fact from the switch. */
export function ConnectedState({ mitra }: { mitra: Pick<MitraRow, 'is_online' | 'connected'> }) {
  const texts = useTexts(mitrasTexts)
  if (mitra.connected === null) return texts.unknown
  // Online but not connected: somebody should look at it.
  if (!mitra.connected) return mitra.is_online ? <State tone="bad">{texts.no}</State> : texts.no
  return texts.yes
}

/** The customers in their live chats, out of their capacity. */
export function Load({ mitra }: { mitra: Pick<MitraRow, 'live_customers' | 'max_customers'> }) {
  return useTexts(mitrasTexts).loadOf(mitra.live_customers, mitra.max_customers)
}

/** Average and count, or "—". */
export function Rating({ mitra }: { mitra: Pick<MitraRow, 'rating_average' | 'rating_count'> }) {
  const texts = useTexts(mitrasTexts)
  if (mitra.rating_average === null) return '—'
  return texts.ratingOf(mitra.rating_average.toFixed(1), mitra.rating_count)
}
