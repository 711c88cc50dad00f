import type { MitraChat } from '@bestie/contracts/chat'
import { Empty, ProblemNote, RowsLoading } from '@bestie/ui/feedback.tsx'
import { Screen } from '@bestie/ui/frame.tsx'
import { ShowMore } from '@bestie/ui/show-more.tsx'
import { useTexts } from '@bestie/ui/texts'
import { usePages } from '@bestie/ui/use-pages'
import { keys } from '../keys'
import classes from '../screen.module.css'
import { HistoryRow } from './history-row'
import { historyTexts } from './texts'

/** The chats of this mitra, newest first. */
export function HistoryScreen() {
  const texts = useTexts(historyTexts)
  const { items: chats, list: history } = usePages<MitraChat>(keys.history, '/api/mitra/chats')

  return (
    <Screen title={texts.title}>
      <div className={classes.sections}>
        {history.isPending && <RowsLoading />}
        {history.error && !history.data && <ProblemNote problem={history.error} onRetry={() => history.refetch()} />}
        {history.isSuccess && chats.length === 0 && <Empty title={texts.empty}>{texts.emptyHint}</Empty>}
        <ul className={classes.list}>
          {chats.map((chat) => (
            <HistoryRow key={chat.chat_session_id} chat={chat} />
          ))}
        </ul>
        <ShowMore list={history}>{texts.more}</ShowMore>
      </div>
    </Screen>
  )
}
