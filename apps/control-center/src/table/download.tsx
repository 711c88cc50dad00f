import { useApp } from '@bestie/ui/app'
import { useProblemText } from '@bestie/ui/problem/problem-text'
import { saveAs } from '@bestie/ui/save-as'
import { Button, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'

/** Fetches a file with the operator's token, which a plain link cannot carry, and saves it. */
export function Download({ path, name, label }: { path: string; name: string; label: string }) {
  const { api } = useApp()
  const problemText = useProblemText()
  const fetched = useMutation({ mutationFn: () => api.text(path, { timeout: 60_000 }), onSuccess: (text) => saveAs(name, text) })
  return (
    <>
      {fetched.isError && (
        <Text role="alert" size="sm" c="var(--bestie-alarm)">
          {problemText(fetched.error)}
        </Text>
      )}
      <Button variant="default" loading={fetched.isPending} onClick={() => fetched.mutate()}>
        {label}
      </Button>
    </>
  )
}
