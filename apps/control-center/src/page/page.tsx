import { useDocumentTitle, useFocusOnArrival } from '@bestie/ui/frame.tsx'
import { Box, Group, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

type Props = {
  title: string
  /** What the page is for, in a sentence. */
  about?: string
  actions?: ReactNode
  children: ReactNode
}

/** One page: its title and its content. The title takes the focus when the page opens, so that it is read out. */
export function Page({ title, about, actions, children }: Props) {
  const heading = useFocusOnArrival<HTMLHeadingElement>()
  useDocumentTitle(title)
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-end">
        {/* A name of one endless word breaks rather than widen the page. */}
        <Box miw={0}>
          <Title order={1} size="h2" ref={heading} tabIndex={-1}>
            {title}
          </Title>
          {about && (
            <Text c="dimmed" size="sm" maw={720}>
              {about}
            </Text>
          )}
        </Box>
        <Group gap="xs">{actions}</Group>
      </Group>
      {children}
    </Stack>
  )
}
