import { useEffect, useEffectEvent } from 'react'

declare global {
  interface Window {
    /** Hears the device's Back. Not every browser has it. */
    CloseWatcher?: new () => { onclose: (() => void) | null; destroy: () => void }
  }
}

/**
 * While a dialog or the like is open, the device's Back closes it instead of leaving the screen, in browsers with a `CloseWatcher`.
 */
export function useCloseOnBack(open: boolean, onClose: () => void): void {
  const close = useEffectEvent(onClose)
  useEffect(() => {
    if (!open || !window.CloseWatcher) return
    const watcher = new window.CloseWatcher()
    watcher.onclose = () => close()
    // Escape reaches the dialog itself first, and the watcher is gone before it could hear the key.
    return () => watcher.destroy()
  }, [open])
}
