import { Button, type ButtonProps } from '@mantine/core'
import { useState } from 'react'
import { ReasonCommand, type ReasonedCommand } from './reason-command'

type Props<Answer> = ReasonedCommand & { onDone?: (answer: Answer) => void } & ButtonProps

/** A button for what takes a reason. */
export function ReasonButton<Answer>({ path, label, title, about, isDangerous = false, onDone, ...button }: Props<Answer>) {
  const [isOpen, setOpen] = useState(false)
  const command = { path, label, title, about, isDangerous }
  return (
    <>
      <Button
        variant={isDangerous ? 'light' : 'default'}
        color={isDangerous ? 'clay' : 'pine'}
        {...button}
        onClick={() => setOpen(true)}
      >
        {label}
      </Button>
      {isOpen && <ReasonCommand<Answer> {...command} onDone={(answer) => onDone?.(answer)} onClose={() => setOpen(false)} />}
    </>
  )
}
