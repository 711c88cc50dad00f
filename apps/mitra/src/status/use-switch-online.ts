import type { MitraStatus } from '@bestie/contracts/pairing'
import { useBestie } from '@bestie/ui/bestie'
import { keys } from '../keys'
import { useCommand } from '../use-command'

/** Switches the mitra online or offline. The screen shows what the server answered, never a guess. */
export function useSwitchOnline() {
  const { api, queries } = useBestie()
  return useCommand(async (online: boolean) => {
    const status = await api.post<MitraStatus>(`/api/mitra/status/${online ? 'online' : 'offline'}`)
    await queries.cancelQueries({ queryKey: keys.status })
    queries.setQueryData(keys.status, status)
    void queries.invalidateQueries({ queryKey: keys.requests })
  })
}
