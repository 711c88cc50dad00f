import { sharedTexts } from '@bestie/ui/shared-texts'
import { useTexts } from '@bestie/ui/texts'
import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'

type Props = { title: string; isPending: boolean; onClose: () => void; children: ReactNode }

/** A window over the page. A stray click loses nothing that was written, and while something is under way it stays to tell how that ended. */
export function Dialog({ title, isPending, onClose, children }: Props) {
  const shared = useTexts(sharedTexts)
  return (
    <Modal
      opened
      onClose={() => !isPending && onClose()}
      closeOnClickOutside={false}
      title={title}
      closeButtonProps={{ 'aria-label': shared.close, disabled: isPending }}
    >
      {children}
    </Modal>
  )
}
