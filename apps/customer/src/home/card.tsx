import { Badge, Group, Paper, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './home.module.css'

type Props = {
  title: string
  text: string
  /** What has happened there meanwhile. */
  news?: string | null
  children: ReactNode
}

/** Something that is under way or waits, and the way back to it. */
export function Card({ title, text, news = null, children }: Props) {
  return (
    <Paper component="section" aria-label={title} className={classes.card}>
      <Group justify="space-between" gap={8}>
        <Text fw={650} size="lg">
          {title}
        </Text>
        <div role="status">
          {news !== null && (
            <Badge size="lg" tt="none" color="white" c="var(--bestie-mine)" mb={4}>
              {news}
            </Badge>
          )}
        </div>
      </Group>
      <Text mb="sm">{text}</Text>
      {children}
    </Paper>
  )
}
