import { Paper, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './home.module.css'

/** Something that is under way or waits, and the way back to it. */
export function Card({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <Paper component="section" aria-label={title} className={classes.card}>
      <Text fw={650} size="lg">
        {title}
      </Text>
      <Text mb="sm">{text}</Text>
      {children}
    </Paper>
  )
}
