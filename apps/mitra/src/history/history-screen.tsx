import type { MitraChat } from '@bestie/contracts/chat'
import { useBestie } from '@bestie/ui/bestie'
import { Empty, ProblemNote, RowsLoading } from '@bestie/ui/feedback.tsx'
import { Screen } from '@bestie/ui/frame.tsx'
import { ShowMore } from '@bestie/ui/show-more.tsx'
import { useTexts } from '@bestie/ui/texts'
import { useInfiniteQuery } from '@tanstack/react-query'
import { keys } from '../keys'
import styles from '../screen.module.css'
import { HistoryRow } from './history-row'
import { historyTexts } from './texts'

type Page = { items: MitraChat[]; next_cursor: string | null }

/** The chats of this mitra, newest first. */
export function HistoryScreen() {
  const t = useTexts(historyTexts)
  const { api } = useBestie()
  const history = useInfiniteQuery({
    queryKey: keys.history,
    queryFn: ({ pageParam }) =>
      api.get<Page>(`/api/mitra/chats${pageParam === null ? '' : `?cursor=${encodeURIComponent(pageParam)}`}`),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  })
  const chats = history.data?.pages.flatMap((page) => page.items) ?? []

  return (
    <Screen title={t.title}>
      <div className={styles.sections}>
        {history.isPending && <RowsLoading />}
        {history.error && !history.data && <ProblemNote problem={history.error} onRetry={() => history.refetch()} />}
        {history.isSuccess && chats.length === 0 && <Empty title={t.empty}>{t.emptyHint}</Empty>}
        <ul className={styles.list}>
          {chats.map((chat) => (
            <HistoryRow key={chat.chat_session_id} chat={chat} />
          ))}
        </ul>
        <ShowMore list={history}>{t.more}</ShowMore>
      </div>
    </Screen>
  )
}
