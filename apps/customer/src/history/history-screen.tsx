import type { CustomerChat } from '@bestie/contracts/chat'
import { useBestie } from '@bestie/ui/bestie'
import { Empty, ProblemNote, RowsLoading } from '@bestie/ui/feedback.tsx'
import { Screen } from '@bestie/ui/frame.tsx'
import { ShowMore } from '@bestie/ui/show-more.tsx'
import { useTexts } from '@bestie/ui/texts'
import { useGoUp } from '@bestie/ui/trail'
import { Stack } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { HistoryRow } from './history-row'
import { historyTexts } from './texts'

type Page = { items: CustomerChat[]; next_cursor: string | null }

/** The customer's past chats, newest first. */
export function HistoryScreen() {
  const { api } = useBestie()
  const texts = useTexts(historyTexts)
  const goUp = useGoUp()
  const history = useInfiniteQuery({
    queryKey: ['history'],
    queryFn: ({ pageParam }) =>
      api.get<Page>(`/api/client/chats${pageParam === null ? '' : `?cursor=${encodeURIComponent(pageParam)}`}`),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    // Whether a bestie is online changes while the screen is open.
    refetchInterval: 15_000,
  })
  const chats = history.data?.pages.flatMap((page) => page.items) ?? []

  return (
    <Screen title={texts.title} onBack={() => goUp('/')}>
      {history.isPending && <RowsLoading />}
      {history.isError && !history.data && <ProblemNote problem={history.error} onRetry={() => history.refetch()} />}
      {history.data && chats.length === 0 && <Empty title={texts.empty}>{texts.emptyText}</Empty>}
      <Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: 'none' }}>
        {chats.map((chat) => (
          <li key={chat.chat_session_id}>
            <HistoryRow chat={chat} />
          </li>
        ))}
      </Stack>
      <ShowMore list={history}>{texts.more}</ShowMore>
    </Screen>
  )
}
