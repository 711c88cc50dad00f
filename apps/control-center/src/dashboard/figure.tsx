import { useTexts } from '@bestie/ui/texts'
import { Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { To } from '../address'
import classes from './dashboard.module.css'
import { dashboardTexts } from './texts'

type Props = {
  name: string
  children: ReactNode
  /** The page behind the figure. */
  path?: string
  /** The figure now and in the period before. */
  change?: readonly [now: number, before: number]
}

/** One figure, large, with its change since the period before. */
export function Figure({ name, children, path, change }: Props) {
  return (
    <div className={classes.figure}>
      <dt>{path ? <To path={path}>{name}</To> : name}</dt>
      <dd>
        {children}
        {change && <Change now={change[0]} before={change[1]} />}
      </dd>
    </div>
  )
}

/** "+12% vs before" */
function Change({ now, before }: { now: number; before: number }) {
  const texts = useTexts(dashboardTexts)
  const said = now === before ? texts.same : before === 0 ? texts.wasNone : texts.change(percent(now, before))
  return (
    <Text size="xs" c="dimmed">
      {said}
    </Text>
  )
}

const percent = (now: number, before: number) =>
  new Intl.NumberFormat('id-ID', { style: 'percent', maximumFractionDigits: 0, signDisplay: 'always' }).format(
    (now - before) / before,
  )
