import type { ChatStatus } from '@bestie/contracts/states'
import { useTexts } from '@bestie/ui/texts'
import { State } from '../page/badges'
import { words } from '../words'

const tones = {
  searching: 'busy',
  active: 'good',
  closing: 'good',
  completed: 'quiet',
  expired: 'bad',
  rejected: 'bad',
  cancelled: 'quiet',
} as const satisfies Record<ChatStatus, string>

export function ChatState({ status }: { status: ChatStatus }) {
  return <State tone={tones[status]}>{useTexts(words).chat[status]}</State>
}
