import { Button, type ButtonProps } from '@mantine/core'
import { useState } from 'react'
import { ReasonCommand, type ReasonedCommand } from './reason-command'

type Props<Answer> = ReasonedCommand & {
  /** False hides the button; an operator who is already writing a reason finishes, and sees what the server answers. */
  isOffered?: boolean
  onDone?: (answer: Answer, reason: string) => void
} & ButtonProps

/** A button for a command that takes a reason. */
export function ReasonButton<Answer>({
  path,
  also,
  label,
  title,
  about,
  isDangerous = false,
  isSaved = false,
  isOffered = true,
  onDone,
  ...button
}: Props<Answer>) {
  // The command as it was when the dialog opened: another operator's block must not turn this one into its opposite.
  const [open, setOpen] = useState<ReasonedCommand | null>(null)
  const command = { path, also, label, title, about, isDangerous, isSaved }
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
      {open && (
        <ReasonCommand<Answer> {...open} onDone={(answer, reason) => onDone?.(answer, reason)} onClose={() => setOpen(null)} />
      )}
    </>
  )
}
