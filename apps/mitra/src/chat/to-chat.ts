/**
 * The address of a chat, for links and navigation. The router's types know the addresses of
 * only one app per program, and all apps are type-checked in one program: hence the cast.
 */
export const toChat = (chatId: string) => ({ to: `/chats/${chatId}` as '/' })
