import type { Me } from '@bestie/contracts/auth'
import { useBestie, useChooseLanguage, useSignOut } from '@bestie/ui/bestie'
import { Devices } from '@bestie/ui/devices/devices.tsx'
import { ProblemNote, RowsLoading } from '@bestie/ui/feedback.tsx'
import { Screen } from '@bestie/ui/frame.tsx'
import { LanguageSwitch } from '@bestie/ui/language-switch.tsx'
import { NotificationSwitch } from '@bestie/ui/push/notification-switch.tsx'
import { useTexts } from '@bestie/ui/texts'
import { ThemeSwitch, useThemeLabel } from '@bestie/ui/theme/theme-switch.tsx'
import { Button, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { keys } from '../keys'
import { profileTexts } from './texts'

/** The mitra's own profile: the name that customers see, the language, and sign-out. */
export function ProfileScreen() {
  const texts = useTexts(profileTexts)
  const { api } = useBestie()
  const theme = useThemeLabel()
  const signOut = useSignOut()
  const me = useQuery({ queryKey: keys.me, queryFn: () => api.get<Me>('/api/me') })

  return (
    <Screen title={texts.title}>
      <Stack gap="xl">
        {me.isPending && <RowsLoading rows={1} />}
        {me.error && <ProblemNote problem={me.error} onRetry={() => me.refetch()} />}
        {me.data && (
          <div>
            <Text size="sm" c="dimmed">
              {texts.name}
            </Text>
            <Text size="xl" fw={650}>
              {me.data.display_name}
            </Text>
          </div>
        )}
        <div>
          <Text size="sm" c="dimmed" mb={6}>
            {texts.language}
          </Text>
          <LanguageSwitch label={texts.language} onChoose={useChooseLanguage()} />
        </div>
        <div>
          <Text size="sm" c="dimmed" mb={6}>
            {theme}
          </Text>
          <ThemeSwitch />
        </div>
        <NotificationSwitch hint={texts.notifications} />
        <Devices />
        <Stack gap="xs">
          <Button variant="default" onClick={signOut}>
            {texts.signOut}
          </Button>
          <Text size="sm" c="dimmed">
            {texts.signOutHint}
          </Text>
        </Stack>
      </Stack>
    </Screen>
  )
}
