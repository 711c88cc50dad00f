import { useBestie, useChooseLanguage, useSignOut } from '@bestie/ui/bestie'
import { Devices } from '@bestie/ui/devices/devices.tsx'
import { ProblemNote, RowsLoading } from '@bestie/ui/feedback.tsx'
import { Screen } from '@bestie/ui/frame.tsx'
import { LanguageSwitch } from '@bestie/ui/language-switch.tsx'
import { NotificationSwitch } from '@bestie/ui/push/notification-switch.tsx'
import { useTexts } from '@bestie/ui/texts'
import { ThemeSwitch, useThemeLabel } from '@bestie/ui/theme/theme-switch.tsx'
import { useGoUp } from '@bestie/ui/trail'
import { Button, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { CrisisHelp } from '../help/crisis-help'
import { meQuery } from '../shell/queries'
import { CallName } from './call-name'
import { Privacy } from './privacy'
import { profileTexts } from './texts'

/** The customer's name, language and account. */
export function ProfileScreen() {
  const { api } = useBestie()
  const texts = useTexts(profileTexts)
  const theme = useThemeLabel()
  const navigate = useNavigate()
  const goUp = useGoUp()
  const signOut = useSignOut()
  const me = useQuery(meQuery(api))
  const contact = me.data?.phone ?? me.data?.email
  return (
    <Screen title={texts.title} onBack={() => goUp('/')}>
      <Stack gap="xl" flex={1}>
        {/* As high as what comes in its place, so that nothing moves under a finger. */}
        {me.isPending && <RowsLoading rows={2} height={92} />}
        {me.isError && !me.data && <ProblemNote problem={me.error} onRetry={() => me.refetch()} />}
        {me.data && <CallName initial={me.data.call_name ?? ''} />}
        <Stack gap="xs" align="flex-start">
          <Title order={2} size="h5">
            {texts.language}
          </Title>
          <LanguageSwitch label={texts.language} onChoose={useChooseLanguage()} />
        </Stack>
        <Stack gap="xs" align="flex-start">
          <Title order={2} size="h5">
            {theme}
          </Title>
          <ThemeSwitch />
        </Stack>
        <NotificationSwitch hint={texts.notifications} />
        {me.isPending && <RowsLoading rows={1} height={94} />}
        {contact && (
          <div>
            <Title order={2} size="h5" mb={4}>
              {texts.account}
            </Title>
            <Text>{contact}</Text>
            <Text size="sm" c="dimmed">
              {texts.accountNote}
            </Text>
          </div>
        )}
        <Privacy />
        <Stack gap="sm">
          <Button variant="default" onClick={() => navigate({ to: '/payments' })}>
            {texts.payments}
          </Button>
          <CrisisHelp look="button" />
        </Stack>
        <Devices />
        <Button
          mt="auto"
          variant="default"
          onClick={() => {
            void navigate({ to: '/', replace: true })
            signOut()
          }}
        >
          {texts.signOut}
        </Button>
      </Stack>
    </Screen>
  )
}
