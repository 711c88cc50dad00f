import type { ChatRow } from '@bestie/contracts/operator-chats'
import { useTexts } from '@bestie/ui/texts'
import { Text } from '@mantine/core'
import { To } from '../address'
import { State } from '../page/badges'
import type { Column } from '../table/data-table'
import { Moment } from '../table/moment'
import { words } from '../words'
import { ChatState } from './chat-state'
import { chatsTexts } from './texts'

/** The columns of a table of requests and chats. */
export function useChatColumns(): Column<ChatRow>[] {
  const texts = useTexts(chatsTexts)
  const { request, sensitive, minutes, endedBy, none } = useTexts(words)
  return [
    {
      header: texts.created,
      sort: 'created_at',
      sorted: 'descending',
      cell: ({ chat_session_id: id, created_at }) => (
        <To path={`/sessions/${id}`}>
          <Moment at={created_at} />
        </To>
      ),
    },
    { header: texts.status, cell: ({ status }) => <ChatState status={status} /> },
    { header: texts.customer, cell: ({ customer }) => <To path={`/users/${customer.id}`}>{customer.call_name}</To> },
    {
      header: texts.mitra,
      cell: ({ mitra }) => (mitra ? <To path={`/mitras/${mitra.id}`}>{mitra.display_name}</To> : none),
    },
    {
      header: texts.kind,
      cell: (row) => (
        <>
          {request[row.request_type]} {row.topic_sensitivity === 'sensitive' && <State tone="bad">{sensitive}</State>}
        </>
      ),
    },
    { header: texts.duration, isNumber: true, cell: (row) => minutes(row.duration_minutes) },
    { header: texts.messages, isNumber: true, isLesser: true, cell: (row) => row.message_count },
    {
      header: texts.ended,
      cell: ({ status, ends_at, ended_at }) =>
        status === 'active' ? (
          <Text span inherit c="dimmed">
            {texts.until} <Moment at={ends_at} />
          </Text>
        ) : (
          <Moment at={ended_at} />
        ),
    },
    { header: texts.endedBy, cell: ({ ended_by }) => (ended_by ? endedBy[ended_by] : none) },
    { header: texts.rating, isNumber: true, isLesser: true, cell: ({ rating }) => rating ?? none },
  ]
}
