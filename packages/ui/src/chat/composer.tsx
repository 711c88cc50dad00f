import { longestMessage } from '@bestie/contracts/limits'
import { storable } from '@bestie/contracts/storable-text'
import { ActionIcon } from '@mantine/core'
import { type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useBestie } from '../bestie'
import { SendIcon } from '../icons'
import { stored } from '../stored'
import { useTexts } from '../texts'
import { unsentKey } from '../unsent'
import classes from './chat.module.css'
import { chatTexts } from './texts'

/** With a real keyboard Enter sends. On a touch screen Enter starts a new line, and the button sends. */
const enterSends = () => matchMedia('(hover: hover) and (pointer: fine)').matches

/** The field's label, and where its text goes. */
export type Writing = {
  label?: string
  /** Null while the user may write but cannot send. */
  onSend: ((body: string) => void) | null
  onTyping?: () => void
}

/** `draftKey` names the draft, which survives leaving the screen and a reload. */
type Props = Writing & { draftKey: string }

/** The field to write in: it grows with its text and keeps the draft. */
export function Composer({ draftKey, label, onSend, onTyping }: Props) {
  const texts = useTexts(chatTexts)
  const { storageKey, session } = useBestie()
  const key = unsentKey(storageKey, 'draft', session.get()?.user.id, draftKey)
  const [text, setText] = useState(() => stored.read(key) ?? '')
  const area = useRef<HTMLTextAreaElement>(null)
  const name = label ?? texts.write
  const body = storable(text).trim()

  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    if (!area.current) return
    area.current.style.height = 'auto'
    area.current.style.height = `${area.current.scrollHeight}px`
  }, [text])

  const change = (next: string) => {
    setText(next)
    if (next === '') stored.remove(key)
    else stored.write(key, next)
  }
  const send = () => {
    if (body === '' || onSend === null) return
    onSend(body)
    // Clear the field before anything else can be tapped, so that the text is sent once.
    flushSync(() => change(''))
    area.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // Safari says `isComposing` too early: the Enter that ends a composition still has this code there.
    const composes = event.nativeEvent.isComposing || event.keyCode === 229
    if (event.key !== 'Enter' || event.shiftKey || composes || !enterSends()) return
    event.preventDefault()
    send()
  }

  return (
    <form
      className={classes.composer}
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <textarea
        ref={area}
        className={classes.input}
        rows={1}
        dir="auto"
        value={text}
        maxLength={longestMessage}
        aria-label={name}
        placeholder={name}
        enterKeyHint="enter"
        onChange={(event) => {
          change(event.currentTarget.value)
          onTyping?.()
        }}
        onKeyDown={onKeyDown}
      />
      {/* Pressing the button must not take the focus, or a phone's keyboard would close between two messages. */}
      <ActionIcon
        type="submit"
        variant="filled"
        size={48}
        aria-label={texts.send}
        disabled={body === '' || onSend === null}
        onPointerDown={(event) => event.preventDefault()}
      >
        <SendIcon />
      </ActionIcon>
      {text.length > longestMessage - 300 && (
        <span className={classes.limit} role="status">
          {texts.left(longestMessage - text.length)}
        </span>
      )}
    </form>
  )
}
