import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useSession } from '../app'
import { useBestie } from '../bestie'
import { useWorkerMessage } from '../service-worker/from-worker'
import { stored } from '../stored'
import { endpointKey, type Outcome, permission, pushState, subscribe, switchOff, switchOn } from './push'

/** The state of this app's notifications on this device, and the way to switch them on (from a tap only) and off. */
export function usePush() {
  const { api, queries, storageKey } = useBestie()
  const { data: state } = useQuery({ queryKey: ['push'], queryFn: () => pushState(storageKey) })
  const turn = useMutation({
    mutationFn: (on: boolean): Promise<Outcome> => (on ? switchOn(api, storageKey) : switchOff(api, storageKey)),
    onSettled: () => queries.invalidateQueries({ queryKey: ['push'] }),
  })
  return { state, turn }
}

/** A browser may change its subscription between two visits, so the server is told the subscription again. */
export function useKeepPush(): void {
  const { api, queries, storageKey } = useBestie()
  const userId = useSession()?.user.id ?? null
  useEffect(() => {
    if (userId === null || stored.read(endpointKey(storageKey)) === null || permission() !== 'granted') return
    subscribe(api, storageKey)
      .then(() => queries.invalidateQueries({ queryKey: ['push'] }))
      .catch(() => {})
  }, [userId, api, queries, storageKey])
}

/** A push also reaches an app on the screen, whose socket may be dead without its knowing: so everything is read again. */
export function useNewsFromPush(): void {
  const { queries } = useBestie()
  useWorkerMessage(({ type }) => {
    if (type === 'news') void queries.invalidateQueries()
  })
}
