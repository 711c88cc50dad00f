import { longestName } from '@bestie/contracts/limits'
import type { MitraProfile } from '@bestie/contracts/operator-mitras'
import { ApiProblem } from '@bestie/ui/api'
import { useApp } from '@bestie/ui/app'
import { useProblemText } from '@bestie/ui/problem/problem-text'
import { useTexts } from '@bestie/ui/texts'
import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useGo } from '../address'
import { FormDialog } from '../dialog/form-dialog'
import { mitrasTexts } from './texts'

/** A new mitra: a name, and where their codes are sent. */
export function CreateMitra() {
  const { api } = useApp()
  const texts = useTexts(mitrasTexts)
  const problemText = useProblemText()
  const go = useGo()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>{texts.create}</Button>
      {isOpen && (
        <FormDialog
          title={texts.create}
          confirm={texts.create}
          onClose={() => setOpen(false)}
          onSubmit={async (given) => {
            const { id } = await api.post<MitraProfile>('/internal/mitras', given)
            go(`/mitras/${id}`)
          }}
          refusal={(problem) =>
            problem instanceof ApiProblem && problem.code === 'invalid_request' ? texts.wrongContact : problemText(problem)
          }
        >
          <TextInput data-autofocus name="display_name" label={texts.name} maxLength={longestName} withAsterisk />
          <TextInput name="phone" type="tel" label={texts.phone} />
          <TextInput name="email" type="email" label={texts.email} />
        </FormDialog>
      )}
    </>
  )
}
