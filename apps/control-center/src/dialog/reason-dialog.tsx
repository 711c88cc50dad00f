import { longestWords } from '@bestie/contracts/limits'
import { ProblemNote } from '@bestie/ui/feedback.tsx'
import { sharedTexts } from '@bestie/ui/shared-texts'
import { useTexts } from '@bestie/ui/texts'
import { Button, Group, Stack, Textarea } from '@mantine/core'
import { type ReactNode, useId } from 'react'
import { Dialog } from './dialog'
import type { Progress } from './use-command'
import { useDraft } from './use-draft'

type Props = {
  /** Names the text while it is written: the command's path, and its choice where it has one. */
  draftKey: string
  title: string
  /** What is going to happen. */
  children: ReactNode
  /** What the text is called: a reason, a note. */
  label: string
  hint?: string
  isOptional?: boolean
  confirm: string
  isDangerous?: boolean
  command: Progress
  problem: unknown
  /** The command is no longer possible: the dialog can only be closed. */
  isOver?: boolean
  onConfirm: (words: string) => void
  onClose: () => void
}

/** Asks for confirmation before a command, with a text that is kept with it. */
export function ReasonDialog(props: Props) {
  const {
    draftKey,
    title,
    children,
    label,
    hint,
    isOptional = false,
    confirm,
    isDangerous,
    command,
    problem,
    isOver,
    onConfirm,
    onClose,
  } = props
  const shared = useTexts(sharedTexts)
  const [written, setWritten] = useDraft(draftKey)
  const form = useId()
  const isReady = isOptional || written.trim() !== ''
  return (
    <Dialog title={title} command={command} onClose={onClose}>
      <form
        id={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (isReady && !command.isBusy()) onConfirm(written.trim())
        }}
      >
        <Stack gap="md">
          {children}
          {problem != null && <ProblemNote problem={problem} />}
          {!isOver && (
            <Textarea
              data-autofocus
              label={label}
              description={hint}
              withAsterisk={!isOptional}
              maxLength={longestWords}
              value={written}
              onChange={(event) => setWritten(event.currentTarget.value)}
            />
          )}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" disabled={command.isPending} onClick={onClose}>
              {isOver ? shared.close : shared.cancel}
            </Button>
            {!isOver && (
              <Button type="submit" color={isDangerous ? 'clay' : 'pine'} loading={command.isPending} disabled={!isReady}>
                {confirm}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
