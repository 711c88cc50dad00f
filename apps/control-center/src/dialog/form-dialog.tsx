import { useApp } from '@bestie/ui/app'
import { useProblemText } from '@bestie/ui/problem/problem-text'
import { sharedTexts } from '@bestie/ui/shared-texts'
import { useTexts } from '@bestie/ui/texts'
import { Alert, Button, Group, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { Dialog } from './dialog'
import { useCommand } from './use-command'

type Props = {
  title: string
  confirm: string
  /** The inputs. The value of each is sent under its name; empty ones are not sent. */
  children: ReactNode
  onSubmit: (given: Record<string, string>) => Promise<void>
  onClose: () => void
  /** There is a next step, which the caller shows. */
  staysOpen?: boolean
  /** The words for a refusal, where there are better ones than usual. */
  refusal?: (problem: unknown) => string
}

/** A small form that is sent as one command. It closes by itself once the command has succeeded. */
export function FormDialog({ title, confirm, children, onSubmit, onClose, staysOpen = false, refusal }: Props) {
  const { queries } = useApp()
  const shared = useTexts(sharedTexts)
  const problemText = useProblemText()
  const command = useCommand({
    mutationFn: onSubmit,
    onSuccess: () => !staysOpen && onClose(),
    onSettled: () => queries.invalidateQueries(),
  })
  return (
    <Dialog title={title} command={command} onClose={onClose}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          const written = [...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value).trim()])
          if (!command.isBusy()) command.mutate(Object.fromEntries(written.filter(([, value]) => value !== '')))
        }}
      >
        <Stack gap="md">
          {command.isError && (
            <Alert role="alert" color="clay">
              {(refusal ?? problemText)(command.error)}
            </Alert>
          )}
          {children}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" disabled={command.isPending} onClick={onClose}>
              {shared.cancel}
            </Button>
            <Button type="submit" loading={command.isPending}>
              {confirm}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
