import type { Payment } from '@bestie/contracts/payment'
import { formatTime } from '@bestie/ui/format'
import { useDocumentTitle } from '@bestie/ui/frame.tsx'
import { useLanguage, useTexts } from '@bestie/ui/texts'
import { useCloseOnBack } from '@bestie/ui/use-close-on-back'
import { Button, Modal, Stack, Text } from '@mantine/core'
import { Embrace } from '../home/embrace'
import { returningTexts } from './texts'

type Props = {
  name: string
  until: Payment['expires_at'] | null
  otherAvailable: boolean | null
  onOther: () => void
  onBack: () => void
}

/** The bestie cannot come now. Another one is offered only if one is available. */
export function Unavailable({ name, until, otherAvailable, onOther, onBack }: Props) {
  const texts = useTexts(returningTexts)
  const language = useLanguage()
  useDocumentTitle(texts.unavailable)
  useCloseOnBack(true, onBack)
  return (
    <Stack component="main" flex={1} align="center" pt={48}>
      <Embrace />
      <Modal
        opened
        onClose={onBack}
        title={texts.unavailable}
        withCloseButton={false}
        closeOnClickOutside={false}
        overlayProps={{ backgroundOpacity: 0.12 }}
        transitionProps={{ duration: 0 }}
      >
        <Stack gap="md">
          <Text>{texts.unavailableText(name)}</Text>
          {until && <Text c="dimmed">{texts.kept(formatTime(until, language))}</Text>}
          {otherAvailable && <Button onClick={onOther}>{texts.other}</Button>}
          <Button variant="default" data-autofocus onClick={onBack}>
            {texts.back}
          </Button>
        </Stack>
      </Modal>
    </Stack>
  )
}
