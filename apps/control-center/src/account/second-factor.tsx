import { codeDigits } from '@bestie/contracts/limits'
import type { OperatorSelf } from '@bestie/contracts/operator-account'
import { useApp } from '@bestie/ui/app'
import { useTexts } from '@bestie/ui/texts'
import { Button, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { FormDialog } from '../dialog/form-dialog'
import { Password } from '../input/password'
import { Section } from '../page/section'
import { SetUpTotp } from './set-up-totp'
import { accountTexts } from './texts'

/** Whether sign-in asks for an authenticator's code, and the way to change that. */
export function SecondFactor({ self }: { self: OperatorSelf }) {
  const { api } = useApp()
  const texts = useTexts(accountTexts)
  const [open, setOpen] = useState<'set up' | 'remove' | null>(null)
  const close = () => setOpen(null)
  return (
    <Section title={texts.totp}>
      <Text mb="sm">{self.totp_enabled ? texts.totpOn : texts.totpOff}</Text>
      {!self.totp_enabled && <Button onClick={() => setOpen('set up')}>{texts.begin}</Button>}
      {self.totp_enabled && self.totp_required && (
        <Text c="dimmed" size="sm">
          {texts.obligatory}
        </Text>
      )}
      {self.totp_enabled && !self.totp_required && (
        <Button variant="default" onClick={() => setOpen('remove')}>
          {texts.remove}
        </Button>
      )}
      {open === 'set up' && <SetUpTotp onClose={close} />}
      {open === 'remove' && (
        <FormDialog
          title={texts.remove}
          confirm={texts.remove}
          onClose={close}
          onSubmit={async (given) => void (await api.post('/internal/me/totp/remove', given))}
        >
          <Password data-autofocus name="password" label={texts.current} autoComplete="current-password" />
          <TextInput name="totp" label={texts.code} inputMode="numeric" autoComplete="one-time-code" maxLength={codeDigits} />
        </FormDialog>
      )}
    </Section>
  )
}
