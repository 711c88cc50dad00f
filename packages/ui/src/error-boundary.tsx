import { Button, Stack, Text, Title } from '@mantine/core'
import { Component, type ErrorInfo, type ReactNode } from 'react'
import { sharedTexts } from './shared-texts'
import { currentLanguage } from './texts'

/** A bug in a screen shows kind words and a way on, never a blank page. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false }

  static getDerivedStateFromError() {
    return { broken: true }
  }

  override componentDidCatch(error: Error, info: ErrorInfo) {
    console.error(error, info.componentStack)
  }

  override render() {
    return this.state.broken ? <Broken /> : this.props.children
  }
}

/** In place of a screen that broke: kind words and a way on. */
export function Broken() {
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
    </Stack>
  )
}
