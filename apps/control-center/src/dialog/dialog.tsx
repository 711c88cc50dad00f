import { sharedTexts } from '@bestie/ui/shared-texts'
import { useTexts } from '@bestie/ui/texts'
import { Modal } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import { useIsBusy } from './use-is-busy'

type Props = { title: string; isPending: boolean; onClose: () => void; children: ReactNode }

/**
 * A window over the page. A stray click loses no text. While a command is under way the window stays open, to show how it ended.
 */
export function Dialog({ title, isPending, onClose, children }: Props) {
  const isBusy = useIsBusy()
  const shared = useTexts(sharedTexts)
  useFocusBack()
  return (
    <Modal
      opened
      onClose={() => !isBusy() && onClose()}
      closeOnClickOutside={false}
      title={title}
      closeButtonProps={{ 'aria-label': shared.close, disabled: isPending }}
    >
      {children}
    </Modal>
  )
}

/** A keyboard user continues where they were; at the page's title where that is gone. */
function useFocusBack() {
  const [opener] = useState(() => {
    const focused = document.activeElement as HTMLElement | null
    // A menu item disappears with its menu; the button that opened the menu stays.
    const menuButton = focused?.closest('[role=menu]')?.getAttribute('aria-labelledby')
    return menuButton ? document.getElementById(menuButton) : focused
  })
  useEffect(
    () => () => {
      const place = opener?.isConnected ? opener : document.querySelector<HTMLElement>('h1')
      place?.focus({ preventScroll: true })
    },
    [opener],
  )
}
