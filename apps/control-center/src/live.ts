import { keepPreviousData } from '@tanstack/react-query'

/** A page that keeps itself fresh: read anew every few seconds while it is looked at, showing what it had until the answer is there. */
export const live = { refetchInterval: 4_000, placeholderData: keepPreviousData } as const
