import { LanguageSwitch } from '@bestie/ui/language-switch.tsx'
import { switchLanguage, useTexts } from '@bestie/ui/texts'
import { ThemeSwitch } from '@bestie/ui/theme/theme-switch.tsx'
import { Alert, Group, List } from '@mantine/core'
import { Facts } from '../page/facts'
import { Loaded } from '../page/loaded'
import { Page } from '../page/page'
import { Section } from '../page/section'
import { ChangePassword } from './change-password'
import { SecondFactor } from './second-factor'
import { Sessions } from './sessions'
import { accountTexts } from './texts'
import { useSelf } from './use-self'

/** The operator's own account: appearance, password, second factor, and sign-ins. */
export function AccountPage() {
  const texts = useTexts(accountTexts)
  const self = useSelf()
  return (
    <Page title={texts.title}>
      <Loaded query={self}>
        {(me) => (
          <>
            {me.duties.length > 0 && (
              <Alert color="clay" title={texts.duties}>
                <List size="sm">
                  {me.duties.map((duty) => (
                    <List.Item key={duty}>{texts.duty[duty]}</List.Item>
                  ))}
                </List>
              </Alert>
            )}
            <Section title={me.email}>
              <Facts
                items={[
                  [texts.email, me.email],
                  [texts.role, texts.roles[me.role]],
                ]}
              />
            </Section>
            <ChangePassword />
            <SecondFactor self={me} />
            <Sessions />
            <Section title={texts.looks}>
              <Group>
                <LanguageSwitch label={texts.language} onChoose={switchLanguage} />
                <ThemeSwitch />
              </Group>
            </Section>
          </>
        )}
      </Loaded>
    </Page>
  )
}
