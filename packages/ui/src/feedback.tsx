import { Alert, Button, Skeleton, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { AlertIcon } from './icons'
import { useProblemText } from './problem/problem-text'
import { sharedTexts } from './shared-texts'
import { useTexts } from './texts'

/** What went wrong, in kind words, with a way to try again. */
export function ProblemNote({ problem, onRetry }: { problem: unknown; onRetry?: (() => void) | undefined }) {
  const texts = useTexts(sharedTexts)
  const textOf = useProblemText()
  return (
    <Alert role="alert" color="clay" variant="light" icon={<AlertIcon />}>
      <Stack gap="xs" align="flex-start" ta="start">
        <Text size="md">{textOf(problem)}</Text>
        {onRetry && (
          <Button size="md" variant="white" color="clay" onClick={onRetry}>
            {texts.retry}
          </Button>
        )}
      </Stack>
    </Alert>
  )
}

/** Grey shapes where rows will appear. */
export function RowsLoading({ rows = 3, height = 76 }: { rows?: number; height?: number }) {
  const texts = useTexts(sharedTexts)
  return (
    <Stack role="status" aria-label={texts.loading} gap="sm">
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: identical placeholders have nothing else
        <Skeleton key={index} height={height} radius="lg" />
      ))}
    </Stack>
  )
}

/** Says that a list is empty. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <Stack align="center" ta="center" gap={6} py={48}>
      <Text fw={600} size="lg">
        {title}
      </Text>
      <Text c="dimmed" maw={300}>
        {children}
      </Text>
    </Stack>
  )
}
