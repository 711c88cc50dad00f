/**
 * The address of a chat, for links and navigation. The router's types know the addresses of one app per program, and
 * all apps are checked in one: this address is told to them by hand.
 */
export const toChat = (chatId: string) => ({ to: `/chats/${chatId}` as '/' })
