import type { FailedPairing, OperatorAction } from '@bestie/contracts/operator-failures'
import { formatRupiah } from '@bestie/ui/format'
import { useTexts } from '@bestie/ui/texts'
import { ActionIcon, Menu } from '@mantine/core'
import { MoreIcon } from '../shell/icons'
import { failedPairingsTexts, markAs } from './texts'

/** The possible decisions on an open failure: nobody is left to spend an erased customer's credit. */
export function RowMenu({ failure, onChoose }: { failure: FailedPairing; onChoose: (action: OperatorAction) => void }) {
  const texts = useTexts(failedPairingsTexts)
  const who = failure.customer?.call_name ?? texts.unknown
  const canBeCredited = failure.amount === 0 || !failure.customer?.erased_at
  const actions = (Object.keys(markAs) as OperatorAction[]).filter((action) => action !== 'credited' || canBeCredited)
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <ActionIcon aria-label={texts.menu(who, formatRupiah(failure.amount))}>
          <MoreIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {actions.map((action) => (
          <Menu.Item key={action} onClick={() => onChoose(action)}>
            {markAs[action]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
