import type { MitraRow } from '@bestie/contracts/operator-mitras'
import { useTexts } from '@bestie/ui/texts'
import { State } from '../page/badges'
import { mitrasTexts } from './texts'

/** Whether a mitra may work: erased, suspended or active. */
export function MitraState({ mitra }: { mitra: Pick<MitraRow, 'suspended_at' | 'erased_at'> }) {
  const texts = useTexts(mitrasTexts)
  if (mitra.erased_at !== null) return <State tone="quiet">{texts.erased}</State>
  if (mitra.suspended_at !== null) return <State tone="bad">{texts.suspended}</State>
  return texts.active
}
