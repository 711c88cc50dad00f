import { sharedTexts } from '@bestie/ui/shared-texts'
import { useTexts } from '@bestie/ui/texts'
import { Modal } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'

type Props = { title: string; isPending: boolean; onClose: () => void; children: ReactNode }

/** A window over the page. A stray click loses nothing that was written, and while something is under way it stays to tell how that ended. */
export function Dialog({ title, isPending, onClose, children }: Props) {
  const shared = useTexts(sharedTexts)
  useFocusBack()
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

/** Whoever works by keyboard goes on where they were. */
function useFocusBack() {
  const [opener] = useState(() => {
    const focused = document.activeElement as HTMLElement | null
    // The item of a menu goes with its menu; the button that opened that stays.
    const menuButton = focused?.closest('[role=menu]')?.getAttribute('aria-labelledby')
    return menuButton ? document.getElementById(menuButton) : focused
  })
  useEffect(() => () => opener?.focus({ preventScroll: true }), [opener])
}
