import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core'
import { Component, type ErrorInfo, type ReactNode } from 'react'
import { sharedTexts } from './shared-texts'
import { currentLanguage } from './texts'

type Props = {
  /** In place of what broke. */
  fallback?: ReactNode
  children: ReactNode
}

/** A bug in a screen shows kind words and a way on, never a blank page. */
export class ErrorBoundary extends Component<Props, { broken: boolean }> {
  override state = { broken: false }

  static getDerivedStateFromError() {
    return { broken: true }
  }

  override componentDidCatch(error: Error, info: ErrorInfo) {
    console.error(error, info.componentStack)
  }

  override render() {
    const { fallback = <Broken />, children } = this.props
    return this.state.broken ? fallback : children
  }
}

/** In place of a screen that broke: kind words and a way on. `onHome` is what leads home; without it nothing else does. */
export function Broken({ onHome }: { onHome?: (() => void) | undefined }) {
  const texts = sharedTexts[currentLanguage()]
  return (
    <Stack role="alert" h="100%" p="xl" gap="md" align="center" justify="center" ta="center">
      <Title order={1} size="h2" tabIndex={-1}>
        {texts.brokenTitle}
      </Title>
      <Text c="dimmed" maw={320}>
        {texts.brokenText}
      </Text>
      <Button onClick={() => location.reload()}>{texts.reload}</Button>
      {onHome && (
        <Button variant="subtle" onClick={onHome}>
          {texts.home}
        </Button>
      )}
    </Stack>
  )
}

/** In place of a bar that broke over screens that work. */
export function BrokenBar() {
  const texts = sharedTexts[currentLanguage()]
  return (
    <Alert role="alert" color="clay" m="sm" title={texts.brokenTitle}>
      <Group justify="space-between">
        <Text flex={1}>{texts.brokenText}</Text>
        <Button size="md" variant="white" color="clay" onClick={() => location.reload()}>
          {texts.reload}
        </Button>
      </Group>
    </Alert>
  )
}
