import type { Me } from '@bestie/contracts/auth'
import { useBestie, useChooseLanguage, useSignOut } from '@bestie/ui/bestie'
import { Devices } from '@bestie/ui/devices.tsx'
import { ProblemNote, RowsLoading } from '@bestie/ui/feedback.tsx'
import { Screen } from '@bestie/ui/frame.tsx'
import { LanguageSwitch } from '@bestie/ui/language-switch.tsx'
import { NotificationSwitch } from '@bestie/ui/notification-switch.tsx'
import { defineTexts, useTexts } from '@bestie/ui/texts'
import { ThemeSwitch, useThemeLabel } from '@bestie/ui/theme-switch.tsx'
import { Button, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { keys } from '../keys'

const texts = defineTexts({
  id: {
    title: 'Profil',
    name: 'Nama yang dilihat customer',
    language: 'Bahasa',
    notifications: 'Permintaan dan pesan baru, juga saat aplikasi tertutup.',
    signOut: 'Keluar',
    signOutHint: 'Keluar tidak mengubah status online dan tidak mengakhiri chat.',
  },
  en: {
    title: 'Profile',
    name: 'Name that customers see',
    language: 'Language',
    notifications: 'New requests and messages, also while the app is closed.',
    signOut: 'Sign out',
    signOutHint: 'Signing out neither changes your online status nor ends a chat.',
  },
})

/** The mitra's own profile: the name that customers see, the language, and sign-out. */
export function ProfileScreen() {
  const t = useTexts(texts)
  const { api } = useBestie()
  const theme = useThemeLabel()
  const signOut = useSignOut()
  const me = useQuery({ queryKey: keys.me, queryFn: () => api.get<Me>('/api/me') })

  return (
    <Screen title={t.title}>
      <Stack gap="xl">
        {me.isPending && <RowsLoading rows={1} />}
        {me.error && <ProblemNote problem={me.error} onRetry={() => me.refetch()} />}
        {me.data && (
          <div>
            <Text size="sm" c="dimmed">
              {t.name}
            </Text>
            <Text size="xl" fw={650}>
              {me.data.display_name}
            </Text>
          </div>
        )}
        <div>
          <Text size="sm" c="dimmed" mb={6}>
            {t.language}
          </Text>
          <LanguageSwitch label={t.language} onChoose={useChooseLanguage()} />
        </div>
        <div>
          <Text size="sm" c="dimmed" mb={6}>
            {theme}
          </Text>
          <ThemeSwitch />
        </div>
        <NotificationSwitch hint={t.notifications} />
        <Devices />
        <Stack gap="xs">
          <Button variant="default" onClick={signOut}>
            {t.signOut}
          </Button>
          <Text size="sm" c="dimmed">
            {t.signOutHint}
          </Text>
        </Stack>
      </Stack>
    </Screen>
  )
}
