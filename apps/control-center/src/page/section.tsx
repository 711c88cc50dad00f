import { Group, Paper, Title } from '@mantine/core'
import { type ReactNode, useId } from 'react'

/** A part of a page with its own heading. */
export function Section({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
  const heading = useId()
  return (
    <Paper component="section" aria-labelledby={heading} withBorder p="lg" radius="md" bg="var(--bestie-surface)">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4" miw={0} id={heading}>
          {title}
        </Title>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Paper>
  )
}
