import type { CustomerChat } from '@bestie/contracts/chat'
import { Empty, ProblemNote, RowsLoading } from '@bestie/ui/feedback.tsx'
import { Screen } from '@bestie/ui/frame.tsx'
import { ShowMore } from '@bestie/ui/show-more.tsx'
import { useTexts } from '@bestie/ui/texts'
import { useGoUp } from '@bestie/ui/trail'
import { usePages } from '@bestie/ui/use-pages'
import { Stack } from '@mantine/core'
import { historyKey } from '../shell/queries'
import { HistoryRow } from './history-row'
import { historyTexts } from './texts'

/** The customer's past chats, newest first. */
export function HistoryScreen() {
  const texts = useTexts(historyTexts)
  const goUp = useGoUp()
  const { items: chats, list: history } = usePages<CustomerChat>(historyKey, '/api/client/chats', {
    // Whether a bestie is online changes while the screen is open.
    refetchInterval: 15_000,
  })

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
