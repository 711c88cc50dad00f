import type { SettingsList } from '@bestie/contracts/operator-settings'
import { useApp } from '@bestie/ui/app'
import { useTexts } from '@bestie/ui/texts'
import { Paper, Stack, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { live } from '../live'
import { Loaded } from '../page/loaded'
import { Page } from '../page/page'
import { SettingRow } from './setting-row'
import { type Group, groups, settingsTexts } from './texts'

/** The settings that operators tune, each with its meaning and who changed it last. */
export function SettingsPage() {
  const { api } = useApp()
  const texts = useTexts(settingsTexts)
  const config = useQuery({ queryKey: ['config'], queryFn: () => api.get<SettingsList>('/internal/config'), ...live })
  return (
    <Page title={texts.title} about={texts.about}>
      <Loaded query={config}>
        {({ items }) =>
          (Object.keys(groups) as Group[]).map((group) => (
            <section key={group} aria-labelledby={`group-${group}`}>
              <Title order={2} size="h4" mb="xs" id={`group-${group}`}>
                {texts.groups[group]}
              </Title>
              <Paper withBorder bg="var(--bestie-surface)" radius="md">
                <Stack gap={0}>
                  {groups[group].map((key) => {
                    const setting = items.find((item) => item.key === key)
                    return setting && <SettingRow key={key} name={key} setting={setting} />
                  })}
                </Stack>
              </Paper>
            </section>
          ))
        }
      </Loaded>
    </Page>
  )
}
