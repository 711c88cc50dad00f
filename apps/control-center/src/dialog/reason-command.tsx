import { useApp } from '@bestie/ui/app'
import { useTexts } from '@bestie/ui/texts'
import { Text } from '@mantine/core'
import { ReasonDialog } from './reason-dialog'
import { dialogTexts } from './texts'
import { useCommand } from './use-command'

/** A command that takes a reason. */
export type ReasonedCommand = {
  /** The path that `{reason}` is posted to, with what else the command says. */
  path: string
  also?: object | undefined
  label: string
  title: string
  about: string
  isDangerous?: boolean
  /** The answer is saved as a file: its texts stay as they are stored. */
  isSaved?: boolean
}

type Props<Answer> = ReasonedCommand & { onDone?: (answer: Answer, reason: string) => void; onClose: () => void }

/** Asks for the reason, which goes into the audit log, and runs the command. Everything on the page is read again afterwards. */
export function ReasonCommand<Answer>({
  path,
  also,
  label,
  title,
  about,
  isDangerous = false,
  isSaved = false,
  onDone,
  onClose,
}: Props<Answer>) {
  const { api, queries } = useApp()
  const texts = useTexts(dialogTexts)
  const command = useCommand({
    mutationFn: (reason: string) => api.post<Answer>(path, { reason, ...also }, { timeout: 60_000, isSaved }),
    onSuccess: (answer, reason) => {
      onClose()
      onDone?.(answer, reason)
    },
    onSettled: () => queries.invalidateQueries(),
  })
  return (
    <ReasonDialog
      draftKey={path}
      title={title}
      label={texts.reason}
      hint={texts.reasonHint}
      confirm={label}
      isDangerous={isDangerous}
      command={command}
      problem={command.error}
      onConfirm={command.mutate}
      onClose={onClose}
    >
      <Text>{about}</Text>
    </ReasonDialog>
  )
}
