import { Badge, type BadgeProps } from '@mantine/core'
import type { ReactNode } from 'react'

/** A state in a word: `good` is as it should be, `busy` is under way, `bad` needs somebody, `quiet` is over. */
export function State({ tone, children }: { tone: 'good' | 'busy' | 'bad' | 'quiet'; children: ReactNode }) {
  const looks: Record<typeof tone, BadgeProps> = {
    good: { color: 'pine', variant: 'light' },
    busy: { color: 'pine', variant: 'outline' },
    bad: { color: 'clay', variant: 'light' },
    quiet: { color: 'gray', variant: 'default' },
  }
  return (
    <Badge radius="sm" miw="max-content" tt="none" fw={600} {...looks[tone]}>
      {children}
    </Badge>
  )
}
