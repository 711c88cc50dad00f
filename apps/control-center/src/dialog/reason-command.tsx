import { useApp } from '@bestie/ui/app'
import { useTexts } from '@bestie/ui/texts'
import { Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { ReasonDialog } from './reason-dialog'
import { dialogTexts } from './texts'

/** A command that takes a reason. */
export type ReasonedCommand = {
  /** The path that `{reason}` is posted to. */
  path: string
  label: string
  title: string
  about: string
  isDangerous?: boolean
}

type Props<Answer> = ReasonedCommand & { onDone: (answer: Answer) => void; onClose: () => void }

/** Asks for the reason, which goes into the audit log, and runs the command. Everything on the page is read again afterwards. */
export function ReasonCommand<Answer>({ path, label, title, about, isDangerous = false, onDone, onClose }: Props<Answer>) {
  const { api, queries } = useApp()
  const texts = useTexts(dialogTexts)
  const command = useMutation({
    mutationFn: (reason: string) => api.post<Answer>(path, { reason }, { timeout: 60_000 }),
    onSuccess: (answer) => {
      onClose()
      onDone(answer)
    },
    onSettled: () => queries.invalidateQueries(),
  })
  return (
    <ReasonDialog
      title={title}
      label={texts.reason}
      hint={texts.reasonHint}
      confirm={label}
      isDangerous={isDangerous}
      isPending={command.isPending}
      problem={command.error}
      onConfirm={command.mutate}
      onClose={onClose}
    >
      <Text>{about}</Text>
    </ReasonDialog>
  )
}
