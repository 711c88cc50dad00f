import type { SenderRole } from '@bestie/contracts/chat'
import type { RequestType, TopicSensitivity } from '@bestie/contracts/values'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Database } from '../../db/tables'
import { utc } from '../../db/utc'
import type { Happened } from './in-order'

type EventOf<Type extends Happened['type']> = Extract<Happened, { type: Type }>

interface ChatFacts {
  id: string
  created_at: Date
  request_type: RequestType
  topic_sensitivity: TopicSensitivity
  deadline_at: Date
  status: EventOf<'request_ended'>['status']
  started_at: Date | null
  ends_at: Date | null
  ended_at: Date | null
  ended_by: EventOf<'chat_ended'>['ended_by']
  completed_at: Date | null
  mitra: EventOf<'matched'>['mitra']
  asked: EventOf<'request_started'>['asked']
  cards: EventOf<'request_started'>['cards'] | null
  goodbyes: { at: string; sender_role: SenderRole }[] | null
  rated_at: Date | null
  stars: number | null
}

/** How many cards of one request are listed individually; the counts cover all. */
const mostCards = 200

/** Events of the requests and chats that match `which` (on `c`): cards, accept, end, goodbyes, rating. Never a message. */
export async function chatEvents(db: Kysely<Database>, which: RawBuilder<unknown>): Promise<Happened[]> {
  const { rows } = await sql<ChatFacts>`
    select c.id, c.created_at, c.request_type, c.topic_sensitivity, c.deadline_at, c.status, c.started_at, c.ends_at, c.ended_at,
      c.ended_by, c.completed_at, case when m.id is not null then json_build_object('id', m.id, 'display_name', m.display_name) end as mitra,
      (select json_build_object('sent', count(*) filter (where n.status = 'sent'), 'accepted', count(*) filter (where n.status = 'accepted'),
          'declined', count(*) filter (where n.status = 'declined'), 'closed', count(*) filter (where n.status = 'closed'))
        from chat_request_notifications n where n.chat_session_id = c.id) as asked,
      (select json_agg(card order by ended_at nulls last) from (
        select json_build_object('mitra', json_build_object('id', a.id, 'display_name', a.display_name), 'status', n.status,
          'sent_at', ${utc('n.created_at')}, 'ended_at', ${utc('n.ended_at')}) as card, n.ended_at
        from chat_request_notifications n join mitras a on a.id = n.mitra_id
        where n.chat_session_id = c.id order by n.ended_at nulls last limit ${sql.lit(mostCards)}) shown) as cards,
      (select json_agg(json_build_object('at', ${utc('g.created_at')}, 'sender_role', g.sender_role) order by g.seq)
        from messages g where g.chat_session_id = c.id and g.seq in (c.customer_goodbye_seq, c.mitra_goodbye_seq)) as goodbyes,
      r.created_at as rated_at, r.stars
    from chat_sessions c
    left join mitras m on m.id = c.mitra_id
    left join ratings r on r.chat_session_id = c.id
    where ${which}
    order by c.id
  `.execute(db)
  return rows.flatMap(eventsOf)
}

function eventsOf(chat: ChatFacts): Happened[] {
  const of = { chat_session_id: chat.id }
  const wasDelivered = chat.started_at !== null
  return [
    {
      type: 'request_started',
      at: chat.created_at,
      ...of,
      request_type: chat.request_type,
      topic_sensitivity: chat.topic_sensitivity,
      deadline_at: chat.deadline_at.toISOString(),
      asked: chat.asked,
      cards: chat.cards ?? [],
    },
    ...(wasDelivered
      ? [
          {
            type: 'matched' as const,
            at: chat.started_at,
            ...of,
            mitra: chat.mitra,
            ends_at: chat.ends_at?.toISOString() ?? null,
          },
          { type: 'chat_ended' as const, at: chat.ended_at, ...of, ended_by: chat.ended_by },
        ]
      : [{ type: 'request_ended' as const, at: chat.ended_at, ...of, status: chat.status, ended_by: chat.ended_by }]),
    ...(chat.goodbyes ?? []).map((goodbye) => ({
      type: 'goodbye_said' as const,
      at: new Date(goodbye.at),
      ...of,
      sender_role: goodbye.sender_role,
    })),
    { type: 'chat_completed', at: chat.completed_at, ...of },
    { type: 'chat_rated', at: chat.rated_at, ...of, stars: chat.stars ?? 0 },
  ]
}
