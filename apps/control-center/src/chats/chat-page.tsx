import type { ChatLife } from '@bestie/contracts/operator-chats'
import { useApp } from '@bestie/ui/app'
import { useTexts } from '@bestie/ui/texts'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { To } from '../address'
import { ReasonButton } from '../dialog/reason-button'
import { live } from '../live'
import { Facts } from '../page/facts'
import { Loaded } from '../page/loaded'
import { Page } from '../page/page'
import { Section } from '../page/section'
import { useMay } from '../shell/role'
import { Moment } from '../table/moment'
import { Timeline } from '../timeline/timeline'
import { words } from '../words'
import { ChatState } from './chat-state'
import { Conversation } from './conversation'
import { chatsTexts } from './texts'

/** One request or chat: who, when, what happened. Its messages are shown only to a supervisor who gives a reason. */
export function ChatPage() {
  const { api } = useApp()
  const texts = useTexts(chatsTexts)
  const maySupervise = useMay('supervisor')
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const chat = useQuery({
    queryKey: ['chat', id],
    queryFn: () => api.get<ChatLife>(`/internal/sessions/${encodeURIComponent(id)}`),
    ...live,
  })
  const isRunning = chat.data?.status === 'active'
  return (
    <Page
      title={texts.title(chat.data?.customer.call_name ?? id.slice(-8))}
      actions={
        maySupervise && (
          <ReasonButton
            isOffered={isRunning}
            path={`/internal/sessions/${id}/end`}
            label={texts.end}
            title={texts.endTitle}
            about={texts.endText}
            isDangerous
          />
        )
      }
    >
      <Loaded query={chat}>
        {(life) => (
          <>
            <ChatFacts life={life} />
            {maySupervise && life.started_at !== null && <Conversation chatId={id} />}
            <Timeline events={life.timeline} here={`/sessions/${id}`} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

function ChatFacts({ life }: { life: ChatLife }) {
  const texts = useTexts(chatsTexts)
  const { request, minutes, endedBy, none } = useTexts(words)
  return (
    <Section title={`${request[life.request_type]}, ${minutes(life.duration_minutes)}`}>
      <Facts
        items={[
          [texts.status, <ChatState key="status" status={life.status} />],
          [
            texts.customer,
            <To key="customer" path={`/users/${life.customer.id}`}>
              {life.customer.call_name}
            </To>,
          ],
          [
            texts.mitra,
            life.mitra ? (
              <To key="mitra" path={`/mitras/${life.mitra.id}`}>
                {life.mitra.display_name}
              </To>
            ) : (
              none
            ),
          ],
          [texts.topic, texts.topics[life.topic_sensitivity]],
          [
            texts.payment,
            life.payment_session_id ? (
              <To key="payment" path={`/payments/${life.payment_session_id}`}>
                {texts.open}
              </To>
            ) : (
              none
            ),
          ],
          [texts.created, <Moment key="created" at={life.created_at} />],
          [texts.deadline, <Moment key="deadline" at={life.deadline_at} />],
          [texts.started, <Moment key="started" at={life.started_at} />],
          [texts.ends, <Moment key="ends" at={life.ends_at} />],
          [texts.ended, <Moment key="ended" at={life.ended_at} />],
          [texts.endedBy, life.ended_by ? endedBy[life.ended_by] : none],
          [texts.messages, texts.ofEach(life.messages.customer, life.messages.mitra)],
          [texts.rating, life.rating ?? none],
          [texts.id, life.chat_session_id],
        ]}
      />
    </Section>
  )
}
