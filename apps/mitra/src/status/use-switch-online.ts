import type { MitraStatus } from '@bestie/contracts/pairing'
import { useBestie } from '@bestie/ui/bestie'
import { useState } from 'react'
import { keys } from '../keys'
import { useCommand } from '../use-command'
import { useMitraStatus } from './use-mitra-status'

/**
 * Switches the mitra online or offline. The screen shows what the server says, never a guess; `notSwitched` is
 * true while that is not what was wanted. A command whose answer was lost may have taken effect all the same.
 */
export function useSwitchOnline() {
  const { api, queries } = useBestie()
  const online = useMitraStatus().data?.is_online
  const [missing, setMissing] = useState<boolean | null>(null)
  if (missing !== null && missing === online) setMissing(null)

  const { send, pending } = useCommand(async (wanted: boolean) => {
    setMissing(null)
    try {
      const status = await api.post<MitraStatus>(`/api/mitra/status/${wanted ? 'online' : 'offline'}`)
      await queries.cancelQueries({ queryKey: keys.status })
      queries.setQueryData(keys.status, status)
      void queries.invalidateQueries({ queryKey: keys.requests })
    } catch {
      setMissing(wanted)
      void queries.invalidateQueries({ queryKey: keys.status })
    }
  })
  return { send, pending, notSwitched: missing !== null }
}
