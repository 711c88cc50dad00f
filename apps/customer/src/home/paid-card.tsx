import type { Payment } from '@bestie/contracts/payment'
import { formatTime } from '@bestie/ui/format'
import { sharedTexts } from '@bestie/ui/shared-texts'
import { useLanguage, useTexts } from '@bestie/ui/texts'
import { Button, Stack } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useRef, useState } from 'react'
import { Card } from './card'
import classes from './home.module.css'
import { homeTexts } from './texts'
import { useAvailability } from './use-availability'

const GiveUp = lazy(() => import('./give-up').then((module) => ({ default: module.GiveUp })))

/** A payment that is paid and not yet used: ask the same bestie again, ask another, or give it up. */
export function PaidCard({ payment }: { payment: Payment }) {
  const texts = useTexts(homeTexts)
  const { minutes } = useTexts(sharedTexts)
  const language = useLanguage()
  const navigate = useNavigate()
  const available = useAvailability() === 'yes'
  const [givingUp, setGivingUp] = useState(false)
  const giveUp = useRef<HTMLButtonElement>(null)
  const keep = () => {
    setGivingUp(false)
    giveUp.current?.focus()
  }
  const params = { paymentId: payment.payment_session_id }
  const targeted = payment.targeted_mitra
  return (
    <Card title={texts.paid} text={texts.paidUntil(minutes(payment.duration_minutes), formatTime(payment.expires_at, language))}>
      <Stack gap="xs">
        {targeted && (
          <Button variant="white" onClick={() => navigate({ to: '/returning/$paymentId', params, search: { ask: true } })}>
            {texts.askAgain(targeted.display_name)}
          </Button>
        )}
        <Button
          variant="white"
          className={targeted ? classes.quiet : undefined}
          disabled={!available}
          onClick={() => navigate({ to: '/searching/$paymentId', params })}
        >
          {texts.usePaid}
        </Button>
        <Button variant="transparent" c="white" size="md" ref={giveUp} onClick={() => setGivingUp(true)}>
          {texts.giveUp}
        </Button>
      </Stack>
      {givingUp && (
        <Suspense>
          <GiveUp paymentId={payment.payment_session_id} onClose={keep} />
        </Suspense>
      )}
    </Card>
  )
}
