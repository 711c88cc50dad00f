import { sharedTexts } from '@bestie/ui/shared-texts'
import { useTexts } from '@bestie/ui/texts'
import { Modal } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import type { Progress } from './use-command'

type Props = { title: string; command: Progress; onClose: () => void; children: ReactNode }

/**
 * A window over the page. A stray click loses no text. While a command is under way the window stays open, to show how it ended.
 */
export function Dialog({ title, command, onClose, children }: Props) {
  const shared = useTexts(sharedTexts)
  useFocusBack()
  return (
    <Modal
      opened
      onClose={() => !command.isBusy() && onClose()}
      closeOnClickOutside={false}
      title={title}
      closeButtonProps={{ 'aria-label': shared.close, disabled: command.isPending }}
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
