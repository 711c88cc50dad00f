import { type QueryKey, useInfiniteQuery } from '@tanstack/react-query'
import { useBestie } from './bestie'

type Page<Item> = { items: Item[]; next_cursor: string | null }

/**
 * A list that the API gives page by page, newest first, from this path. Returns the items of all pages
 * read so far, and the query behind them, which reads on. `refetchInterval` is in milliseconds.
 */
export function usePages<Item>(queryKey: QueryKey, path: string, options: { refetchInterval?: number } = {}) {
  const { api } = useBestie()
  const list = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) =>
      api.get<Page<Item>>(pageParam === null ? path : `${path}?cursor=${encodeURIComponent(pageParam)}`),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    ...options,
  })
  return { items: list.data?.pages.flatMap((page) => page.items) ?? [], list }
}
