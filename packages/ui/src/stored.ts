/** A storage of the browser that never throws. With storage blocked or full the app still works; it only forgets on reload. */
const safe = (storage: () => Storage) => ({
  read(key: string): string | null {
    try {
      return storage().getItem(key)
    } catch {
      return null
    }
  },
  write(key: string, value: string): void {
    try {
      storage().setItem(key, value)
    } catch {}
  },
  remove(key: string): void {
    try {
      storage().removeItem(key)
    } catch {}
  },
  keys(prefix: string): string[] {
    try {
      return Object.keys(storage()).filter((key) => key.startsWith(prefix))
    } catch {
      return []
    }
  },
})

/** Kept in this browser, for all tabs. */
export const stored = safe(() => localStorage)

/** Kept for this tab alone, until it is closed. */
export const storedInTab = safe(() => sessionStorage)

export type Stored = typeof stored
