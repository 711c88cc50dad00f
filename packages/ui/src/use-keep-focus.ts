import { useEffect } from 'react'

/** How long what replaces a control has to take the focus by itself, in ms. */
const grace = 100

/**
 * When the control with the focus goes away, the browser drops the focus, and somebody who works by keyboard or screen reader
 * has lost their place. So the nearest element with a `tabIndex` takes it: in what came instead, in the list, in the dialog,
 * else the screen's title. A control that was only disabled while its command was under way gets the focus back.
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
