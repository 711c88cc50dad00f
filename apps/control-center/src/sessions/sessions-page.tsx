import type { ChatRow } from '@bestie/contracts/operator-chats'
import { useTexts } from '@bestie/ui/texts'
import { SegmentedControl } from '@mantine/core'
import { useQueryInAddress } from '../address'
import { Page } from '../page/page'
import { DataTable } from '../table/data-table'
import { DateRangeFilter, Filters, ManyFilter, OneFilter } from '../table/filters'
import { useTable } from '../table/use-table'
import { words } from '../words'
import { useSessionColumns } from './session-columns'
import { sessionsTexts } from './texts'

const liveStatuses = 'searching,active,closing'

/** Requests and chats: the live ones, or all of them. */
export function SessionsPage() {
  const texts = useTexts(sessionsTexts)
  const { chat, request } = useTexts(words)
  const [{ statuses = '' }, change] = useQueryInAddress()
  const sessions = useTable<ChatRow>('/internal/sessions')
  const columns = useSessionColumns()
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
      <DataTable caption={texts.list} query={sessions} columns={columns} rowKey={(row) => row.chat_session_id} />
    </Page>
  )
}
