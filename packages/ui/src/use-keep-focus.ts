import { useEffect } from 'react'

/** How long, in ms, whatever replaces a control has to take the focus by itself. */
const grace = 100

/**
 * A control that goes away takes the focus with it, and a user with a keyboard or a screen reader would be nowhere. So the nearest
 * place around it that may have the focus (`tabIndex`) takes it: what came instead, else the list, the dialog, or at last the
 * screen's title. A control that was only disabled, as while its command is under way, gets the focus back afterwards.
 */
export function useKeepFocus(): void {
  useEffect(() => {
    let control: Element | undefined
    let around: Element[] = []
    let timer: ReturnType<typeof setTimeout> | undefined

    const note = (event: FocusEvent) => {
      ;[control, ...around] = event.composedPath().filter((each) => each instanceof Element)
    }
    const keep = () => {
      timer = undefined
      if (document.activeElement !== document.body) return
      const place = control?.isConnected ? control : nearest(around)
      if (place instanceof HTMLElement) place.focus({ preventScroll: true })
    }
    const observer = new MutationObserver((changes) => {
      const isBack = changes.some(({ type, target }) => type === 'attributes' && target === control)
      if (control && (isBack || !control.isConnected)) timer ??= setTimeout(keep, grace)
    })
    document.addEventListener('focusin', note)
    observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ['disabled'] })
    return () => {
      document.removeEventListener('focusin', note)
      observer.disconnect()
      clearTimeout(timer)
    }
  }, [])
}

/** What may take the focus: not what is hidden from screen readers, such as the eye beside a password. */
const places = '[tabindex]:not([aria-hidden=true])'

/** `around` are the elements around a control that is gone, from the inside out. */
function nearest(around: Element[]): Element | null {
  for (const element of around) {
    if (!element.isConnected) continue
    const place = element.matches(places) ? element : element.querySelector(places)
    if (place) return place
  }
  return null
}
