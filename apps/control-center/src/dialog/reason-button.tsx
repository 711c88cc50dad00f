import { Button, type ButtonProps } from '@mantine/core'
import { useState } from 'react'
import { ReasonCommand, type ReasonedCommand } from './reason-command'

type Props<Answer> = ReasonedCommand & {
  /** Without it the button is gone; whoever is already writing a reason finishes, and hears what the server says. */
  isOffered?: boolean
  onDone?: (answer: Answer) => void
} & ButtonProps

/** A button for what takes a reason. */
export function ReasonButton<Answer>({
  path,
  label,
  title,
  about,
  isDangerous = false,
  isOffered = true,
  onDone,
  ...button
}: Props<Answer>) {
  // As it was when it was opened: a colleague's block meanwhile must not turn this one into its opposite.
  const [open, setOpen] = useState<ReasonedCommand | null>(null)
  const command = { path, label, title, about, isDangerous }
  return (
    <>
      {isOffered && (
        <Button
          variant={isDangerous ? 'light' : 'default'}
          color={isDangerous ? 'clay' : 'pine'}
          {...button}
          onClick={() => setOpen(command)}
        >
          {label}
        </Button>
      )}
      {open && <ReasonCommand<Answer> {...open} onDone={(answer) => onDone?.(answer)} onClose={() => setOpen(null)} />}
    </>
  )
}
