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
  return <div className={classes.column}>{children}</div>
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
