import { shortestPassword } from '@bestie/contracts/limits'
import type { OperatorSelf } from '@bestie/contracts/operator-account'
import { ApiProblem } from '@bestie/ui/api'
import { useApp } from '@bestie/ui/app'
import { useProblemText } from '@bestie/ui/problem/problem-text'
import { useTexts } from '@bestie/ui/texts'
import { Alert, Button, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Password } from '../input/password'
import { Section } from '../page/section'
import { accountTexts } from './texts'

/** Changes the operator's password, which signs out their other devices. */
export function ChangePassword() {
  const { api, queries } = useApp()
  const texts = useTexts(accountTexts)
  const problemText = useProblemText()
  const [password, setPassword] = useState('')
  const [fresh, setFresh] = useState('')
  const change = useMutation({
    mutationFn: (given: { password: string; fresh: string }) =>
      api.post<OperatorSelf>('/internal/me/password', { password: given.password, new_password: given.fresh }),
    onSuccess: () => {
      setPassword('')
      setFresh('')
      return queries.invalidateQueries()
    },
  })
  const isRefused = change.error instanceof ApiProblem && change.error.code === 'invalid_request'
  const { fresh: tried = '' } = change.variables ?? {}
  return (
    <Section title={texts.password}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (password !== '' && fresh !== '' && !change.isPending) change.mutate({ password, fresh })
        }}
      >
        <Stack maw={360} gap="sm">
          {change.isError && !isRefused && (
            <Alert role="alert" color="clay">
              {problemText(change.error)}
            </Alert>
          )}
          <Password
            label={texts.current}
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Password
            label={texts.new}
            description={texts.newHint}
            autoComplete="new-password"
            error={isRefused && (tried.length < shortestPassword ? texts.tooShort : texts.notThisOne)}
            value={fresh}
            onChange={(event) => setFresh(event.currentTarget.value)}
          />
          <Button type="submit" loading={change.isPending} style={{ alignSelf: 'flex-start' }}>
            {texts.change}
          </Button>
          <Text role="status" size="sm" c="var(--bestie-ink)">
            {change.isSuccess && texts.changed}
          </Text>
        </Stack>
      </form>
    </Section>
  )
}
