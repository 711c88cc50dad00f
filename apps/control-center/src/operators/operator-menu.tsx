import type { OperatorPerson, OperatorWithPassword } from '@bestie/contracts/operator-operators'
import { useApp, useSession } from '@bestie/ui/app'
import { useTexts } from '@bestie/ui/texts'
import { ActionIcon, Menu } from '@mantine/core'
import { useState } from 'react'
import { FormDialog } from '../dialog/form-dialog'
import { ReasonCommand, type ReasonedCommand } from '../dialog/reason-command'
import { MoreIcon } from '../shell/icons'
import { useMay } from '../shell/role'
import type { OneTimePassword } from './one-time-password'
import { RoleInput } from './role-input'
import { operatorsTexts } from './texts'

type Props = { person: OperatorPerson; onRequireTotp: () => void; onTold: (told: OneTimePassword) => void }

/** The actions on another operator of no higher role; operators change their own account on the account page. */
export function OperatorMenu({ person, onRequireTotp, onTold }: Props) {
  const { api } = useApp()
  const texts = useTexts(operatorsTexts)
  const isAdmin = useMay('admin')
  const outranks = !useMay(person.role)
  const self = useSession()?.user.id
  const [open, setOpen] = useState<'role' | ReasonedCommand | null>(null)
  const path = `/internal/operators/${person.id}`
  if (person.id === self || outranks) return null
  const reasoned: ReasonedCommand[] = [
    {
      path: `${path}/reset-password`,
      label: texts.resetPassword,
      title: texts.resetPasswordTitle,
      about: texts.resetPasswordText,
    },
    ...(person.totp_enabled
      ? [{ path: `${path}/reset-totp`, label: texts.resetTotp, title: texts.resetTotpTitle, about: texts.resetTotpText }]
      : []),
    person.disabled_at === null
      ? { path: `${path}/disable`, label: texts.disable, title: texts.disableTitle, about: texts.disableText, isDangerous: true }
      : { path: `${path}/enable`, label: texts.enable, title: texts.enableTitle, about: texts.enableText },
  ]
  return (
    <>
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <ActionIcon aria-label={texts.menu(person.email)}>
            <MoreIcon />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={onRequireTotp}>{person.totp_required ? texts.freeTotp : texts.requireTotp}</Menu.Item>
          {isAdmin && <Menu.Item onClick={() => setOpen('role')}>{texts.changeRole}</Menu.Item>}
          {isAdmin &&
            reasoned.map((command) => (
              <Menu.Item key={command.path} onClick={() => setOpen(command)}>
                {command.label}
              </Menu.Item>
            ))}
        </Menu.Dropdown>
      </Menu>
      {open === 'role' && (
        <FormDialog
          title={texts.changeRole}
          confirm={texts.save}
          onClose={() => setOpen(null)}
          onSubmit={async (given) => void (await api.patch(path, given))}
        >
          <RoleInput initial={person.role} />
        </FormDialog>
      )}
      {open !== null && open !== 'role' && (
        <ReasonCommand<Partial<OperatorWithPassword>>
          {...open}
          onDone={({ email, one_time_password }) => email && one_time_password && onTold({ email, one_time_password })}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  )
}
