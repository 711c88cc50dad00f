import { codeDigits } from '@bestie/contracts/limits'
import { Button, Stack, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useBestie } from '../bestie'
import { useSecondsLeft } from '../countdown'
import { ProblemNote } from '../feedback'
import { serverNow } from '../server-clock'
import type { Session } from '../session'
import { useTexts } from '../texts'
import type { Destination } from './destination-step'
import classes from './sign-in.module.css'
import { signInTexts } from './texts'

/** How long after a code the next one may be asked for, in ms. */
const resendAfter = 30_000
const nextCodeAt = () => new Date(serverNow() + resendAfter).toISOString()

type Props = { destination: Destination; onResent: () => void; onSignedIn: (session: Session) => void; onBack: () => void }

/** The six digits; entering the last one signs in. */
export function CodeStep({ destination, onResent, onSignedIn, onBack }: Props) {
  const { api } = useBestie()
  const texts = useTexts(signInTexts)
  const [code, setCode] = useState('')
  const [resendAt, setResendAt] = useState(nextCodeAt)
  // Not counted down: a phone stops the page's timers while its user looks the code up in another app.
  const wait = useSecondsLeft(resendAt)
  const input = useRef<HTMLInputElement>(null)

  const verify = useMutation({
    mutationFn: (digits: string) => api.post<Session>('/api/auth/otp/verify', { ...destination, code: digits }),
    onSuccess: onSignedIn,
    onError: () => {
      setCode('')
      input.current?.focus()
    },
  })
  const resend = useMutation({
    mutationFn: () => api.post('/api/auth/otp/request', destination),
    onSuccess: () => {
      verify.reset()
      setResendAt(nextCodeAt())
      // The button is disabled for a while now; the new code comes next.
      input.current?.focus()
      onResent()
    },
  })
  const submit = (digits: string) => {
    if (digits.length === codeDigits && !verify.isPending) verify.mutate(digits)
  }
  useEffect(() => input.current?.focus(), [])

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        submit(code)
      }}
    >
      <Stack gap="md">
        <Text ta="center">{texts.codeSentTo('phone' in destination ? destination.phone : destination.email)}</Text>
        {(verify.error ?? resend.error) && <ProblemNote problem={verify.error ?? resend.error} />}
        <TextInput
          ref={input}
          name="code"
          label={texts.code}
          autoComplete="one-time-code"
          inputMode="numeric"
          pattern="[0-9]*"
          maxLength={codeDigits}
          classNames={{ input: classes.code ?? '' }}
          value={code}
          onChange={(event) => {
            const digits = event.currentTarget.value.replace(/\D/g, '').slice(0, codeDigits)
            setCode(digits)
            submit(digits)
          }}
        />
        <Button type="submit" loading={verify.isPending} disabled={code.length !== codeDigits}>
          {texts.enter}
        </Button>
        <Button variant="subtle" disabled={wait > 0} loading={resend.isPending} onClick={() => resend.mutate()}>
          {wait > 0 ? texts.resendIn(wait) : texts.resend}
        </Button>
        <Button variant="subtle" onClick={onBack}>
          {'phone' in destination ? texts.otherPhone : texts.otherEmail}
        </Button>
      </Stack>
    </form>
  )
}
