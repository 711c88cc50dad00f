/** The query keys of cached answers, so that an event can correct an answer wherever it is shown. */
export const keys = {
  me: ['me'],
  status: ['status'],
  requests: ['requests'],
  chats: ['chats'],
  current: ['chats', 'current'],
  history: ['chats', 'history'],
  earnings: (from: string, to: string) => ['chats', 'earnings', from, to],
  chat: (id: string) => ['chats', 'one', id],
} as const
