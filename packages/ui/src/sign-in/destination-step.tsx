import { Button, Stack, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { ApiProblem } from '../api'
import { useBestie } from '../bestie'
import { ProblemNote } from '../feedback'
import { useTexts } from '../texts'
import { signInTexts } from './texts'

export type Destination = { phone: string } | { email: string }

/** Asks where to send the code. */
export function DestinationStep({ onSent }: { onSent: (destination: Destination) => void }) {
  const { api, role } = useBestie()
  const texts = useTexts(signInTexts)
  const [by, setBy] = useState<'phone' | 'email'>('phone')
  const [written, setWritten] = useState('')
  const request = useMutation({
    mutationFn: (destination: Destination) => api.post('/api/auth/otp/request', destination),
    onSuccess: (_, destination) => onSent(destination),
  })

  // This refusal is about what was written, so it is shown at the field.
  const wrong = request.error instanceof ApiProblem && request.error.code === 'invalid_request'
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (wrong) input.current?.focus()
  }, [wrong])

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        const value = written.trim()
        if (value !== '' && !request.isPending) request.mutate(by === 'phone' ? { phone: value } : { email: value })
      }}
    >
      <Stack gap="md">
        {request.error && !wrong && <ProblemNote problem={request.error} />}
        {by === 'phone' ? (
          <TextInput
            key="phone"
            ref={input}
            type="tel"
            name="phone"
            autoComplete="tel"
            inputMode="tel"
            label={texts.phone}
            description={texts.phoneHint}
            error={wrong && texts.phoneWrong}
            errorProps={{ role: 'alert' }}
            value={written}
            onChange={(event) => setWritten(event.currentTarget.value)}
          />
        ) : (
          <TextInput
            key="email"
            ref={input}
            type="email"
            name="email"
            autoComplete="email"
            inputMode="email"
            autoCapitalize="none"
            label={texts.email}
            error={wrong && texts.emailWrong}
            errorProps={{ role: 'alert' }}
            value={written}
            onChange={(event) => setWritten(event.currentTarget.value)}
          />
        )}
        <Button type="submit" loading={request.isPending} disabled={written.trim() === ''}>
          {texts.askCode}
        </Button>
        {/* Customers sign in with a number; only mitra may be registered with an email. */}
        {role === 'mitra' && (
          <Button
            variant="subtle"
            onClick={() => {
              request.reset()
              setWritten('')
              setBy(by === 'phone' ? 'email' : 'phone')
            }}
          >
            {by === 'phone' ? texts.useEmail : texts.usePhone}
          </Button>
        )}
      </Stack>
    </form>
  )
}
