import type { ChatRow } from '@bestie/contracts/operator-chats'
import { useTexts } from '@bestie/ui/texts'
import { SegmentedControl } from '@mantine/core'
import { useQueryInAddress } from '../address'
import { Page } from '../page/page'
import { DataTable } from '../table/data-table'
import { DateRangeFilter, Filters, ManyFilter, OneFilter } from '../table/filters'
import { useTable } from '../table/use-table'
import { words } from '../words'
import { useChatColumns } from './chat-columns'
import { chatsTexts } from './texts'

const liveStatuses = 'searching,active,closing'

/** Requests and chats: the live ones, or all of them. */
export function ChatsPage() {
  const texts = useTexts(chatsTexts)
  const { chat, request } = useTexts(words)
  const [{ statuses = '' }, change] = useQueryInAddress()
  const chats = useTable<ChatRow>('/internal/sessions')
  const columns = useChatColumns()
  return (
    <Page title={texts.list} about={texts.about}>
      <Filters>
        <SegmentedControl
          aria-label={texts.show}
          value={statuses === liveStatuses || statuses === '' ? statuses : 'other'}
          onChange={(chosen) => change({ statuses: chosen })}
          data={[
            { value: '', label: texts.all },
            { value: liveStatuses, label: texts.live },
          ]}
        />
        <ManyFilter name="statuses" label={texts.status} choices={chat} />
        <OneFilter name="request_type" label={texts.kind} choices={request} />
        <OneFilter name="topic_sensitivity" label={texts.topic} choices={texts.topics} />
        <DateRangeFilter />
      </Filters>
      <DataTable caption={texts.list} query={chats} columns={columns} rowKey={(row) => row.chat_session_id} />
    </Page>
  )
}
