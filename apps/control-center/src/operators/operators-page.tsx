import type { OperatorPerson } from '@bestie/contracts/operator-operators'
import { useApp } from '@bestie/ui/app'
import { ProblemNote } from '@bestie/ui/feedback.tsx'
import { sharedTexts } from '@bestie/ui/shared-texts'
import { useTexts } from '@bestie/ui/texts'
import { Alert, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { accountTexts } from '../account/texts'
import { State } from '../page/badges'
import { Email } from '../page/email'
import { Page } from '../page/page'
import { useMay } from '../shell/role'
import { type Column, DataTable } from '../table/data-table'
import { Moment } from '../table/moment'
import { useTable } from '../table/use-table'
import { AddOperator } from './add-operator'
import type { OneTimePassword } from './one-time-password'
import { OperatorMenu } from './operator-menu'
import { operatorsTexts } from './texts'

/** All operators, with their roles. */
export function OperatorsPage() {
  const { api, queries } = useApp()
  const texts = useTexts(operatorsTexts)
  const shared = useTexts(sharedTexts)
  const { roles } = useTexts(accountTexts)
  const isAdmin = useMay('admin')
  const people = useTable<OperatorPerson>('/internal/operators')
  const [told, setTold] = useState<OneTimePassword | null>(null)
  const requireTotp = useMutation({
    mutationFn: ({ id, totp_required }: OperatorPerson) =>
      api.post(`/internal/operators/${id}/require-totp`, { required: !totp_required }),
    onSettled: () => queries.invalidateQueries(),
  })
  const columns: Column<OperatorPerson>[] = [
    { header: texts.email, isBreakable: true, cell: ({ email }) => <Email email={email} /> },
    { header: texts.role, cell: ({ role }) => roles[role] },
    { header: texts.totp, cell: (person) => <SecondFactorState person={person} /> },
    { header: texts.used, cell: ({ last_used_at }) => <Moment at={last_used_at} /> },
    { header: texts.created, cell: ({ created_at }) => <Moment at={created_at} /> },
    {
      header: texts.state,
      cell: ({ disabled_at }) => (disabled_at === null ? texts.active : <State tone="quiet">{texts.disabled}</State>),
    },
  ]
  return (
    <Page title={texts.title} about={texts.about} actions={isAdmin && <AddOperator onTold={setTold} />}>
      {told && (
        <Alert
          role="alert"
          color="pine"
          title={texts.oncePassword(told.email)}
          withCloseButton
          closeButtonLabel={shared.close}
          onClose={() => setTold(null)}
        >
          <Text ff="monospace" fw={600}>
            {told.one_time_password}
          </Text>
          <Text size="sm">{texts.onceHint}</Text>
        </Alert>
      )}
      {requireTotp.isError && <ProblemNote problem={requireTotp.error} />}
      <DataTable
        caption={texts.title}
        query={people}
        columns={columns}
        rowKey={({ id }) => id}
        menuLabel={texts.menuColumn}
        rowMenu={(person) => <OperatorMenu person={person} onRequireTotp={() => requireTotp.mutate(person)} onTold={setTold} />}
      />
    </Page>
  )
}

function SecondFactorState({ person }: { person: OperatorPerson }) {
  const texts = useTexts(operatorsTexts)
  if (person.totp_enabled) return <State tone="good">{texts.totpOn}</State>
  return person.totp_required ? <State tone="bad">{texts.totpDue}</State> : texts.totpOff
}
