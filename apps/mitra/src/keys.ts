/** The names under which what the server told is kept, so that an event can correct it wherever it is shown. */
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
