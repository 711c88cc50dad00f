import type { Me } from '@bestie/contracts/auth'
import { longestName } from '@bestie/contracts/limits'
import { useBestie } from '@bestie/ui/bestie'
import { withoutIsolation } from '@bestie/ui/defang'
import { ProblemNote } from '@bestie/ui/feedback.tsx'
import { useTexts } from '@bestie/ui/texts'
import { Button, Stack, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { meKey } from '../shell/queries'
import { profileTexts } from './texts'

/** The call name, the only name that a bestie sees. */
export function CallName({ initial: shown }: { initial: string }) {
  const { api, queries } = useBestie()
  const texts = useTexts(profileTexts)
  const initial = withoutIsolation(shown)
  const [name, setName] = useState(initial)
  const save = useMutation({
    mutationFn: (call_name: string) => api.patch<Me>('/api/me', { call_name }),
    onSuccess: (me) => queries.setQueryData(meKey, me),
  })
  const written = name.trim()
  const unchanged = written === '' || written === initial
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (!unchanged && !save.isPending) save.mutate(written)
      }}
    >
      <Stack gap="sm">
        <TextInput
          label={texts.callName}
          description={texts.callNameNote}
          autoComplete="nickname"
          maxLength={longestName}
          value={name}
          onChange={(event) => {
            save.reset()
            setName(event.currentTarget.value)
          }}
        />
        {save.error && <ProblemNote problem={save.error} />}
        {/* Not `disabled`: the button keeps the focus of its user after saving. */}
        <Button type="submit" variant="light" loading={save.isPending} data-disabled={unchanged} aria-disabled={unchanged}>
          {texts.save}
        </Button>
        <Text role="status" size="sm" c="dimmed">
          {save.isSuccess ? texts.saved : ''}
        </Text>
      </Stack>
    </form>
  )
}
