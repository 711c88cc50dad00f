import { codeDigits } from '@bestie/contracts/limits'
import type { TotpBegun } from '@bestie/contracts/operator-account'
import { ApiProblem } from '@bestie/ui/api'
import { useApp } from '@bestie/ui/app'
import { useProblemText } from '@bestie/ui/problem/problem-text'
import { useTexts } from '@bestie/ui/texts'
import { Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { FormDialog } from '../dialog/form-dialog'
import { Password } from '../input/password'
import { QrCode } from './qr-code'
import { accountTexts } from './texts'

/** First the password, then the QR code and the app's first code, which proves that the secret arrived. */
export function SetUpTotp({ onClose }: { onClose: () => void }) {
  const { api } = useApp()
  const texts = useTexts(accountTexts)
  const problemText = useProblemText()
  const [begun, setBegun] = useState<TotpBegun | null>(null)
  if (begun === null)
    return (
      <FormDialog
        title={texts.begin}
        confirm={texts.begin}
        onClose={onClose}
        staysOpen
        onSubmit={async (given) => setBegun(await api.post<TotpBegun>('/internal/me/totp', given))}
      >
        <Password data-autofocus name="password" label={texts.current} autoComplete="current-password" />
      </FormDialog>
    )
  return (
    <FormDialog
      key="confirm"
      title={texts.begin}
      confirm={texts.confirm}
      onClose={onClose}
      onSubmit={async (given) => void (await api.post('/internal/me/totp/confirm', given))}
      refusal={(problem) =>
        problem instanceof ApiProblem && (problem.code === 'code_invalid' || problem.code === 'invalid_request')
          ? texts.wrongCode
          : problemText(problem)
      }
    >
      <Text>{texts.scan}</Text>
      <QrCode text={begun.otpauth_uri} label={texts.qr} />
      <Text size="sm">
        {texts.secret}:{' '}
        <Text span ff="monospace" style={{ overflowWrap: 'anywhere' }}>
          {begun.secret}
        </Text>
      </Text>
      <TextInput
        data-autofocus
        name="totp"
        label={texts.code}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={codeDigits}
      />
    </FormDialog>
  )
}
