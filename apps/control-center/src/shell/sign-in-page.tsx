import { codeDigits } from '@bestie/contracts/limits'
import { isOperatorRole, operatorRoles } from '@bestie/contracts/operator-rank'
import { ApiProblem } from '@bestie/ui/api'
import { useApp } from '@bestie/ui/app'
import { ProblemNote } from '@bestie/ui/feedback.tsx'
import { useDocumentTitle } from '@bestie/ui/frame.tsx'
import { LanguageSwitch } from '@bestie/ui/language-switch.tsx'
import type { Session } from '@bestie/ui/session'
import { DemoPeople } from '@bestie/ui/sign-in/demo-people.tsx'
import { EndedNote } from '@bestie/ui/sign-in/ended-note.tsx'
import { switchLanguage, useTexts } from '@bestie/ui/texts'
import { Alert, Button, Group, Stack, Text, TextInput, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { Password } from '../input/password'
import classes from './shell.module.css'
import { signInTexts } from './texts'

/** Email and password, and the second factor if the server asks for it. */
export function SignInPage() {
  const { api, session } = useApp()
  const texts = useTexts(signInTexts)
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [totp, setTotp] = useState('')
  const [asksForTotp, setAsksForTotp] = useState(false)
  const [isWrongApp, setWrongApp] = useState(false)
  const totpInput = useRef<HTMLInputElement>(null)
  useDocumentTitle(texts.title)

  const enter = (signedIn: Session) => {
    if (isOperatorRole(signedIn.user.role)) session.signIn(signedIn)
    else setWrongApp(true)
  }
  const signIn = useMutation({
    mutationFn: () =>
      api.post<Session>('/internal/auth/sign-in', {
        email: email.trim(),
        password,
        ...(totp === '' ? {} : { totp: totp.trim() }),
      }),
    onSuccess: enter,
    onError: (problem) => {
      if (!(problem instanceof ApiProblem)) return
      if (problem.code === 'totp_required' || problem.code === 'totp_wrong') setAsksForTotp(true)
      setTotp('')
    },
  })
  useEffect(() => {
    if (asksForTotp) totpInput.current?.focus()
  }, [asksForTotp])
  const problem = signIn.error instanceof ApiProblem && signIn.error.code === 'totp_required' ? null : signIn.error

  return (
    <main className={classes.signIn}>
      <Group justify="flex-end">
        <LanguageSwitch label={texts.language} onChoose={switchLanguage} />
      </Group>
      <Stack gap={6} align="center" ta="center" mt="xl">
        <img src="/icon.svg" alt="" width={64} height={64} />
        <Title order={1} size="h2">
          {texts.title}
        </Title>
        <Text c="dimmed">{texts.subtitle}</Text>
      </Stack>
      <EndedNote>{texts.ended}</EndedNote>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (email.trim() !== '' && password !== '' && !signIn.isPending) signIn.mutate()
        }}
      >
        <Stack gap="md">
          {problem && <ProblemNote problem={problem} />}
          {isWrongApp && (
            <Alert role="alert" color="clay">
              {texts.wrongApp}
            </Alert>
          )}
          <TextInput
            size="md"
            type="email"
            name="email"
            label={texts.email}
            autoComplete="username"
            autoCapitalize="none"
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <Password
            size="md"
            name="password"
            label={texts.password}
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          {asksForTotp && (
            <TextInput
              ref={totpInput}
              size="md"
              name="totp"
              label={texts.totp}
              description={texts.totpHint}
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={codeDigits}
              value={totp}
              onChange={(event) => setTotp(event.currentTarget.value.replace(/\D/g, ''))}
            />
          )}
          <Button size="md" type="submit" loading={signIn.isPending}>
            {texts.enter}
          </Button>
        </Stack>
      </form>
      <DemoPeople roles={operatorRoles} onSignedIn={enter} />
    </main>
  )
}
