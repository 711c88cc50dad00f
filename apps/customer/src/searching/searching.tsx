import type { Payment } from '@bestie/contracts/payment'
import { useConnectionState } from '@bestie/ui/bestie'
import { ProblemNote } from '@bestie/ui/feedback.tsx'
import { Screen } from '@bestie/ui/frame.tsx'
import { HeartIcon } from '@bestie/ui/icons.tsx'
import { serverNow } from '@bestie/ui/server-clock'
import { useTexts } from '@bestie/ui/texts'
import { Stack, Text, Title } from '@mantine/core'
import { useEffect, useState } from 'react'
import { CancelSearch } from './cancel-search'
import classes from './searching.module.css'
import { searchingTexts } from './texts'

type Props = {
  payment: Payment
  until: string | null
  cancelling: boolean
  problem: unknown
  onRetry: (() => void) | undefined
  onCancel: () => void
}

/** The wait: something that moves, something kind to read, and a way out at any time. */
export function Searching({ payment, until, cancelling, problem, onRetry, onCancel }: Props) {
  const texts = useTexts(searchingTexts)
  const offline = useConnectionState() === 'offline'
  return (
    <Screen title={texts.title} foot={<CancelSearch payment={payment} cancelling={cancelling} onCancel={onCancel} />}>
      <Stack flex={1} align="center" justify="center" ta="center" gap="xl">
        <div className={classes.pulse} aria-hidden="true">
          <HeartIcon size={52} />
        </div>
        <Stack gap="xs" align="center">
          <Title order={2}>{texts.headline}</Title>
          <CalmWords words={texts.calm} />
        </Stack>
        {payment.confirmed_at && until && (
          <Progress key={until} from={payment.confirmed_at} until={until} label={texts.progress} />
        )}
        {problem !== null && <ProblemNote problem={problem} onRetry={onRetry} />}
        <Text role="status" size="sm" c="dimmed">
          {offline ? texts.offline : ''}
        </Text>
      </Stack>
    </Screen>
  )
}

function CalmWords({ words }: { words: string[] }) {
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setTurn((now) => now + 1), 7_000)
    return () => clearInterval(timer)
  }, [])
  return (
    <Text key={turn} className={classes.calm} c="dimmed" size="lg" maw={300} mih={60}>
      {words[turn % words.length]}
    </Text>
  )
}

/** Fills from the payment to the search's deadline; a reload resumes at the same place. */
function Progress({ from, until, label }: { from: string; until: string; label: string }) {
  const [timing] = useState(() => ({
    '--duration': `${Math.max(1, Date.parse(until) - Date.parse(from))}ms`,
    animationDelay: `${Math.min(0, Date.parse(from) - serverNow())}ms`,
  }))
  return (
    <div className={classes.track} role="progressbar" aria-label={label}>
      <div className={classes.fill} style={timing} />
    </div>
  )
}
