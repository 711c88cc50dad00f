import { ActionIcon, Title } from '@mantine/core'
import { type ReactNode, type Ref, useEffect, useRef } from 'react'
import classes from './frame.module.css'
import { BackIcon } from './icons'
import { sharedTexts } from './shared-texts'
import { useTexts } from './texts'
import { useKeepFocus } from './use-keep-focus'

/** Shows the app at a phone's width, in the middle of a wider window. */
export function Frame({ children }: { children: ReactNode }) {
  useKeepFocus()
  const column = useRoomAboveKeyboard()
  return (
    <div ref={column} className={classes.column}>
      {children}
    </div>
  )
}

/** What covers less than this is no keyboard but a browser's own bar; in px. */
const lowestKeyboard = 120

/**
 * Safari lays the keyboard over the page and pushes the page up, title and all; other browsers give the page less height
 * (`interactive-widget`). So where the page is covered, the frame takes the height that is left, and the page comes back down.
 */
function useRoomAboveKeyboard() {
  const frame = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const visible = window.visualViewport
    const fit = () => {
      if (!visible || !frame.current) return
      // The scale takes out what two fingers have zoomed in.
      const height = visible.height * visible.scale
      const isCovered = document.documentElement.clientHeight - height > lowestKeyboard
      frame.current.style.height = isCovered ? `${height}px` : ''
      if (isCovered) window.scrollTo(0, 0)
    }
    visible?.addEventListener('resize', fit)
    return () => visible?.removeEventListener('resize', fit)
  }, [])
  return frame
}

type ScreenProps = {
  title: string
  /** What the back arrow does; without it there is no arrow. */
  onBack?: (() => void) | undefined
  /** To the right of the title. */
  actions?: ReactNode
  /** Stays below the scrolling content, in reach of the thumb. */
  foot?: ReactNode
  contentRef?: Ref<HTMLElement>
  children: ReactNode
}

/** One screen: its title and its content. The title takes the focus when the screen opens, so that it is read out. */
export function Screen({ title, onBack, actions, foot, contentRef, children }: ScreenProps) {
  const texts = useTexts(sharedTexts)
  const heading = useFocusOnArrival<HTMLHeadingElement>()
  useDocumentTitle(title)
  return (
    <div className={classes.screen}>
      <header className={classes.bar}>
        {onBack && (
          <ActionIcon onClick={onBack} aria-label={texts.back}>
            <BackIcon />
          </ActionIcon>
        )}
        <Title order={1} size="h3" ref={heading} tabIndex={-1} className={onBack ? undefined : classes.barIndent}>
          {title}
        </Title>
        {actions}
      </header>
      <main className={classes.content} ref={contentRef}>
        {children}
      </main>
      {foot && <footer className={classes.foot}>{foot}</footer>}
    </div>
  )
}

/** Moves the focus to an element when it appears, unless something on the screen has already taken it. */
export function useFocusOnArrival<Element extends HTMLElement>() {
  const ref = useRef<Element>(null)
  useEffect(() => {
    const active = document.activeElement
    if (active === null || active === document.body || !active.isConnected) ref.current?.focus({ preventScroll: true })
  }, [])
  return ref
}

/** Sets the page's title to `title · Bestie`. */
export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Bestie`
  }, [title])
}
