import { type OperatorRole, operatorRoles } from '@bestie/contracts/operator-rank'
import { useTexts } from '@bestie/ui/texts'
import { NativeSelect } from '@mantine/core'
import { accountTexts } from '../account/texts'
import { operatorsTexts } from './texts'

/** Chooses a role; `initial` is preselected. */
export function RoleInput({ initial }: { initial: OperatorRole }) {
  const texts = useTexts(operatorsTexts)
  const { roles } = useTexts(accountTexts)
  const choices = operatorRoles.map((value) => ({ value, label: roles[value] }))
  return <NativeSelect name="role" label={texts.role} defaultValue={initial} data={choices} />
}
