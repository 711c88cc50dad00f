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

/** A request's or chat's status in words; the colour says whether it searches, lives, is over or failed. */
export function ChatState({ status }: { status: ChatStatus }) {
  return <State tone={tones[status]}>{useTexts(words).chat[status]}</State>
}
