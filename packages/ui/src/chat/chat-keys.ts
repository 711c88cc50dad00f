import type { QueryKey } from '@tanstack/react-query'

/** The query keys of a chat, and of the lists that contain it. */
export type ChatKeys = { chat: QueryKey; lists: QueryKey }
