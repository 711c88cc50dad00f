import { useBestie } from '@bestie/ui/bestie'
import { Screen } from '@bestie/ui/frame.tsx'
import { HistoryIcon, PersonIcon, ShieldIcon } from '@bestie/ui/icons.tsx'
import { useTexts } from '@bestie/ui/texts'
import { ActionIcon, Group, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useRef } from 'react'
import { CrisisHelp } from '../help/crisis-help'
import { currentKey, meQuery } from '../shell/queries'
import { Embrace } from './embrace'
import classes from './home.module.css'
import { usePullToRefresh } from './pull-to-refresh'
import { RenderCount } from './render-count'
import { ReturnCards } from './return-cards'
import { StartButton } from './start-button'
import { homeTexts } from './texts'
import { AvailabilityContext, useAvailabilityWatch } from './use-availability'

/** The start screen, where everything that is under way can be found again. */
export function HomeScreen() {
  return (
    <RenderCount>
      <Home />
    </RenderCount>
  )
}

function Home() {
  const { api, queries } = useBestie()
  const texts = useTexts(homeTexts)
  const navigate = useNavigate()
  const watch = useAvailabilityWatch()
  const { data: me } = useQuery(meQuery(api))
  const page = useRef<HTMLElement>(null)
  usePullToRefresh(page, () => {
    watch.poll()
    void queries.invalidateQueries({ queryKey: currentKey })
  })

  return (
    <AvailabilityContext value={watch}>
      <Screen
        title={texts.title}
        contentRef={page}
        actions={
          <Group gap={4}>
            <ActionIcon aria-label={texts.history} onClick={() => navigate({ to: '/history' })}>
              <HistoryIcon />
            </ActionIcon>
            <ActionIcon aria-label={texts.profile} onClick={() => navigate({ to: '/profile' })}>
              <PersonIcon />
            </ActionIcon>
          </Group>
        }
      >
        <div className={classes.page}>
          <ReturnCards />
          <Stack gap="xs" align="center" ta="center" className={classes.hero}>
            <Embrace />
            <Title order={2} size="h2" maw="100%">
              {texts.hello(me?.call_name ?? null)}
            </Title>
            <Text c="dimmed" size="lg" maw={320}>
              {texts.invitation}
            </Text>
          </Stack>
          <div>
            <StartButton />
            <div className={classes.help}>
              <CrisisHelp look="quiet" />
            </div>
          </div>
          <Group gap={10} wrap="nowrap" justify="center" className={classes.safe}>
            <ShieldIcon size={22} />
            <Text size="sm">{texts.safe}</Text>
          </Group>
        </div>
      </Screen>
    </AvailabilityContext>
  )
}
