import type { OperatorWithPassword } from '@bestie/contracts/operator-operators'
import { useApp } from '@bestie/ui/app'
import { useTexts } from '@bestie/ui/texts'
import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { FormDialog } from '../dialog/form-dialog'
import type { OneTimePassword } from './one-time-password'
import { RoleInput } from './role-input'
import { operatorsTexts } from './texts'

/** Adds an operator; the answer carries the password for their first sign-in, once. */
export function AddOperator({ onTold }: { onTold: (told: OneTimePassword) => void }) {
  const { api } = useApp()
  const texts = useTexts(operatorsTexts)
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>{texts.add}</Button>
      {isOpen && (
        <FormDialog
          title={texts.add}
          confirm={texts.add}
          onClose={() => setOpen(false)}
          onSubmit={async (given) => onTold(await api.post<OperatorWithPassword>('/internal/operators', given))}
        >
          <TextInput data-autofocus name="email" type="email" label={texts.email} autoComplete="off" />
          <RoleInput initial="operator" />
        </FormDialog>
      )}
    </>
  )
}
