import { useLocation } from '@tanstack/react-router'

/** The id of the chat that is open, if any; also for what lies around the screens and so has no parameters of its own. */
export function useChatOnScreen(): string | undefined {
  return useLocation({ select: ({ pathname }) => /\/chats\/([^/]+)$/.exec(pathname)?.[1] })
}
