import { longestName } from '@bestie/contracts/limits'
import type { MitraProfile } from '@bestie/contracts/operator-mitras'
import { useApp } from '@bestie/ui/app'
import { useTexts } from '@bestie/ui/texts'
import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { FormDialog } from '../dialog/form-dialog'
import { ReasonButton } from '../dialog/reason-button'
import { useMay } from '../shell/role'
import { mitrasTexts } from './texts'

/** The actions on a mitra; an erased mitra has none left. */
export function MitraActions({ mitra }: { mitra: MitraProfile }) {
  const { api } = useApp()
  const texts = useTexts(mitrasTexts)
  const [isRenaming, setRenaming] = useState(false)
  const path = `/internal/mitras/${mitra.id}`
  const maySupervise = useMay('supervisor')
  const mayErase = useMay('admin')
  if (!maySupervise || mitra.erased_at !== null) return null
  return (
    <>
      <Button variant="default" onClick={() => setRenaming(true)}>
        {texts.rename}
      </Button>
      {isRenaming && (
        <FormDialog
          title={texts.rename}
          confirm={texts.save}
          onClose={() => setRenaming(false)}
          onSubmit={async (given) => void (await api.patch(path, given))}
        >
          <TextInput
            data-autofocus
            name="display_name"
            label={texts.name}
            maxLength={longestName}
            defaultValue={mitra.display_name}
          />
        </FormDialog>
      )}
      {mitra.suspended_at === null ? (
        <ReasonButton
          path={`${path}/suspend`}
          label={texts.suspend}
          title={texts.suspendTitle}
          about={texts.suspendText}
          isDangerous
        />
      ) : (
        <ReasonButton
          path={`${path}/unsuspend`}
          label={texts.unsuspend}
          title={texts.unsuspendTitle}
          about={texts.unsuspendText}
        />
      )}
      {mayErase && (
        <ReasonButton path={`${path}/erase`} label={texts.erase} title={texts.eraseTitle} about={texts.eraseText} isDangerous />
      )}
    </>
  )
}
