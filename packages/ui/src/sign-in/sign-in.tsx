import type { Language } from '@bestie/contracts/values'
import { Group, Stack, Text, Title } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useBestie, useChooseLanguage } from '../bestie'
import { useDocumentTitle, useFocusOnArrival } from '../frame'
import { LanguageSwitch } from '../language-switch'
import type { Session } from '../session'
import { useTexts } from '../texts'
import { CodeStep } from './code-step'
import { DemoPeople } from './demo-people'
import { DestinationStep } from './destination-step'
import { EndedNote } from './ended-note'
import classes from './sign-in.module.css'
import { signInTexts } from './texts'
import { useSentTo } from './use-sent-to'

interface Props {
  title: string
  subtitle: string
  /** Shown where the last sign-in ended without a sign-out. */
  ended: string
  emblem?: ReactNode
  /** What the user agrees to by signing in. */
  note?: string
  /** Called once the user is signed in. */
  onSignedIn?: () => void
}

/** Sign-in by a code to a phone or email. Both apps use it, each with its own words. */
export function SignIn({ title, subtitle, ended, emblem, note, onSignedIn }: Props) {
  const { role, session } = useBestie()
  const texts = useTexts(signInTexts)
  const [sentTo, setSentTo] = useSentTo()
  const [wrongApp, setWrongApp] = useState(false)
  const chooseLanguage = useChooseLanguage()
  const [chosen, setChosen] = useState<Language | null>(null)
  const heading = useFocusOnArrival<HTMLHeadingElement>()
  useDocumentTitle(title)

  const enter = (signedIn: Session) => {
    setSentTo(null)
    if (signedIn.user.role !== role) return setWrongApp(true)
    session.signIn(signedIn)
    // Also for the account, whose language the notifications are in.
    if (chosen) chooseLanguage(chosen)
    onSignedIn?.()
  }

  return (
    <main className={classes.page}>
      <Group justify="flex-end">
        <LanguageSwitch
          label={texts.language}
          onChoose={(language) => {
            setChosen(language)
            chooseLanguage(language)
          }}
        />
      </Group>
      <Stack gap={6} align="center" ta="center" className={classes.welcome}>
        {emblem}
        <Title order={1} size="h2" ref={heading} tabIndex={-1}>
          {title}
        </Title>
        <Text c="dimmed" maw={320}>
          {subtitle}
        </Text>
      </Stack>
      <EndedNote>{ended}</EndedNote>
      {wrongApp && (
        <Text role="alert" c="var(--bestie-warm-ink)" ta="center">
          {texts.wrongApp}
        </Text>
      )}
      {sentTo ? (
        <CodeStep destination={sentTo} onResent={() => setSentTo(sentTo)} onSignedIn={enter} onBack={() => setSentTo(null)} />
      ) : (
        <DestinationStep onSent={setSentTo} />
      )}
      {note && (
        <Text size="sm" c="dimmed" ta="center">
          {note}
        </Text>
      )}
      <DemoPeople roles={[role]} onSignedIn={enter} />
    </main>
  )
}
