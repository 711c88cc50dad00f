import { ProblemNote, RowsLoading } from '@bestie/ui/feedback.tsx'
import { Screen } from '@bestie/ui/frame.tsx'
import { useTexts } from '@bestie/ui/texts'
import { Title } from '@mantine/core'
import { OpenRequests } from '../requests/open-requests'
import classes from '../screen.module.css'
import { useMitraStatus } from '../status/use-mitra-status'
import { ConnectionBadge } from './connection-badge'
import { LiveChats } from './live-chats'
import { OnlineSwitch } from './online-switch'
import { Reachability } from './reachability'
import { homeTexts } from './texts'

/** Where a mitra spends the day: the online switch, open requests, and live chats. */
export function HomeScreen() {
  const texts = useTexts(homeTexts)
  const status = useMitraStatus()

  return (
    <Screen title={texts.title} actions={<ConnectionBadge />}>
      <div className={classes.sections}>
        {status.data ? (
          <OnlineSwitch status={status.data} />
        ) : status.error ? (
          <ProblemNote problem={status.error} onRetry={() => status.refetch()} />
        ) : (
          <RowsLoading rows={1} height={140} />
        )}

        <section aria-labelledby="open-requests">
          <Title order={2} size="h4" id="open-requests" mb="xs">
            {texts.requests}
          </Title>
          <OpenRequests online={status.data?.is_online ?? false} />
        </section>

        <section aria-labelledby="live-chats">
          <Title order={2} size="h4" id="live-chats" mb="xs">
            {texts.chats}
          </Title>
          <LiveChats />
        </section>

        <Reachability online={status.data?.is_online ?? false} />
      </div>
    </Screen>
  )
}
