import type { ChatRow } from '@bestie/contracts/operator-chats'
import type { MitraProfile } from '@bestie/contracts/operator-mitras'
import { useApp } from '@bestie/ui/app'
import { useTexts } from '@bestie/ui/texts'
import { Alert } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { To } from '../address'
import { useChatColumns } from '../chats/chat-columns'
import { live } from '../live'
import { Facts } from '../page/facts'
import { Loaded } from '../page/loaded'
import { Page } from '../page/page'
import { Section } from '../page/section'
import { DataTable } from '../table/data-table'
import { Moment } from '../table/moment'
import type { TablePage } from '../table/table-page'
import { MitraActions } from './mitra-actions'
import { ConnectedState, Load, OnlineState, Rating } from './presence'
import { Ratings } from './ratings'
import { mitrasTexts } from './texts'

/** One mitra: the three facts (online, connected, in session), their ratings, and their newest chats. */
export function MitraPage() {
  const { api } = useApp()
  const texts = useTexts(mitrasTexts)
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const mitra = useQuery({
    queryKey: ['mitra', id],
    queryFn: () => api.get<MitraProfile>(`/internal/mitras/${encodeURIComponent(id)}`),
    ...live,
  })
  const sessions = useQuery({
    queryKey: ['sessions-of', id],
    queryFn: () => api.get<TablePage<ChatRow>>(`/internal/sessions?mitra_id=${encodeURIComponent(id)}`),
    ...live,
  })
  const columns = useChatColumns()
  return (
    <Page title={mitra.data?.display_name ?? texts.list} actions={mitra.data && <MitraActions mitra={mitra.data} />}>
      <Loaded query={mitra}>
        {(profile) => (
          <>
            {profile.suspension && (
              <Alert color="clay" variant="light">
                {(profile.erased_at === null ? texts.suspendedBecause : texts.erasedBecause)(
                  profile.suspension.reason,
                  profile.suspension.by,
                )}
              </Alert>
            )}
            <Section title={texts.profile}>
              <Facts
                items={[
                  [texts.online, <OnlineState key="online" mitra={profile} />],
                  [texts.connected, <ConnectedState key="connected" mitra={profile} />],
                  [texts.load, <Load key="load" mitra={profile} />],
                  [texts.rating, <Rating key="rating" mitra={profile} />],
                  [texts.chats, profile.chats_30_days],
                  [texts.reached, <Moment key="reached" at={profile.last_reached_at} />],
                  [texts.phone, profile.phone ?? '—'],
                  [texts.email, profile.email ?? '—'],
                  [texts.created, <Moment key="created" at={profile.created_at} />],
                  [texts.id, profile.id],
                ]}
              />
            </Section>
            <Section title={texts.sessions} actions={<To path={`/sessions?mitra_id=${id}`}>{texts.allSessions}</To>}>
              <DataTable
                caption={texts.sessions}
                query={sessions}
                columns={columns}
                rowKey={(row) => row.chat_session_id}
                isWhole
              />
            </Section>
            <Ratings profile={profile} />
          </>
        )}
      </Loaded>
    </Page>
  )
}
