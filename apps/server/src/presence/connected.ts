import type { User } from '../auth/tokens'
import type { OtherProcesses } from '../bus/other-processes'

/** Who has a socket, on any instance. Having a socket is less than answering on it: for that, ask `isConnected`. */
export interface Connected {
  /** A socket of this person opened here. */
  arrived(user: User): void
  /** A socket of this person closed here. */
  left(user: User): void
  /** Whether this person has a socket here. */
  isHere(userId: string): boolean
  /** Which of these people have a socket anywhere. Undefined if that is unknown. */
  among(userIds: string[]): Promise<Set<string> | undefined>
  /** The mitra with a socket here. */
  mitrasHere(): string[]
  stop(): Promise<void>
}

/** The people with a socket in this process; calls `changed` when a person's first socket opens or last one closes. */
export function countSockets(changed: (user: User, isHere: boolean) => void = () => {}) {
  const sockets = new Map<string, { user: User; count: number }>()
  return {
    arrived(user: User): void {
      const known = sockets.get(user.id)
      if (known) known.count += 1
      else {
        sockets.set(user.id, { user, count: 1 })
        changed(user, true)
      }
    },
    left(user: User): void {
      const known = sockets.get(user.id)
      if (known && --known.count === 0) {
        sockets.delete(user.id)
        changed(user, false)
      }
    },
    isHere: (userId: string): boolean => sockets.has(userId),
    ids: (role: User['role']): string[] =>
      [...sockets.values()].filter(({ user }) => user.role === role).map(({ user }) => user.id),
  }
}

/** For a process without Valkey: it knows only its own sockets, which is all there is to know once `others` are gone. */
export function connectedHere(others: Pick<OtherProcesses, 'areGone'>): Connected {
  const here = countSockets()
  return {
    ...here,
    async among(userIds) {
      const found = userIds.filter(here.isHere)
      return found.length === userIds.length || (await others.areGone()) ? new Set(found) : undefined
    },
    mitrasHere: () => here.ids('mitra'),
    stop: async () => {},
  }
}
