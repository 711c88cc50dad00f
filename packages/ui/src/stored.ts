/** localStorage that never throws. With storage blocked or full the app still works; it only forgets on reload. */
export const stored = {
  read(key: string): string | null {
    try {
      return localStorage.getItem(key)
    } catch {
      return null
    }
  },
  write(key: string, value: string): void {
    try {
      localStorage.setItem(key, value)
    } catch {}
  },
  remove(key: string): void {
    try {
      localStorage.removeItem(key)
    } catch {}
  },
  keys(prefix: string): string[] {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(prefix))
    } catch {
      return []
    }
  },
}

export type Stored = typeof stored
