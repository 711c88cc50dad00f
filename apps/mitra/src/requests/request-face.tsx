import { initialOf } from '@bestie/ui/defang'
import { SecondsRing } from '@bestie/ui/seconds-ring.tsx'
import { sharedTexts } from '@bestie/ui/shared-texts'
import { useTexts } from '@bestie/ui/texts'
import { useSettled } from '@bestie/ui/use-settled'
import { Alert, Button, Text, Title } from '@mantine/core'
import { useEffect, useRef } from 'react'
import classes from './request-overlay.module.css'
import type { Answer, QueuedRequest } from './request-queue'
import { SensitiveBadge } from './sensitive-badge'
import { requestTexts } from './texts'

type Props = {
  card: QueuedRequest
  queueLine: string | null
  onAnswer: (answer: Answer) => void
  onPutAside: () => void
}

/** One request as the mitra decides on it: a name, a need, a duration, and two answers. */
export function RequestFace({ card, queueLine, onAnswer, onPutAside }: Props) {
  const texts = useTexts(requestTexts)
  const { minutes } = useTexts(sharedTexts)
  const settled = useSettled()
  const face = useFocus()
  const returning = card.request_type === 'returning'
  const sensitive = card.topic_sensitivity === 'sensitive'
  const inert = !settled || card.answering !== null

  const choose = (answer: Answer) => {
    if (!inert) onAnswer(answer)
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: the group takes the focus, so that each card in turn is read out.
    <div
      ref={face}
      role="group"
      tabIndex={-1}
      aria-labelledby="request-title"
      aria-describedby="request-warning request-about"
      className={classes.face}
    >
      <div className={classes.request}>
        <Text className={classes.kind}>{returning ? texts.returning : texts.general}</Text>
        <Title order={2} id="request-title" className={classes.title}>
          {texts.newRequest}
        </Title>
        {sensitive && (
          <div id="request-warning" className={classes.warning}>
            <SensitiveBadge />
            <p className={classes.hint}>{texts.sensitiveHint}</p>
          </div>
        )}

        <div className={classes.middle}>
          {returning ? (
            <SecondsRing
              until={card.deadline_at}
              windowSeconds={card.confirmation_timeout_seconds ?? Number.POSITIVE_INFINITY}
              unit={texts.second}
            />
          ) : (
            <div className={classes.initial} aria-hidden>
              {initialOf(card.call_name)}
            </div>
          )}
          <div id="request-about" className={classes.about}>
            <p className={classes.name}>{card.call_name}</p>
            <p className={classes.duration}>{minutes(card.duration_minutes)}</p>
            <p className={classes.hint}>{returning ? texts.returningHint : texts.generalHint}</p>
          </div>
        </div>
      </div>

      <div className={classes.answers}>
        {queueLine && <Text className={classes.queue}>{queueLine}</Text>}
        {card.trouble && (
          <Alert color="clay" role="alert" variant="white">
            {card.trouble === 'at_capacity' ? texts.atCapacity : texts.notSent}
          </Alert>
        )}
        <Button
          size="xl"
          className={classes.accept}
          loading={card.answering === 'accept'}
          loaderProps={{ color: 'pine.8' }}
          aria-disabled={inert}
          onClick={() => choose('accept')}
        >
          {texts.accept}
        </Button>
        <Button
          size="xl"
          className={classes.decline}
          loading={card.answering === 'decline'}
          aria-disabled={inert}
          onClick={() => choose('decline')}
        >
          {texts.decline}
        </Button>
        <Button variant="transparent" className={classes.later} aria-disabled={inert} onClick={() => !inert && onPutAside()}>
          {texts.later}
        </Button>
      </div>
    </div>
  )
}

/** The focus goes to the card, never to a button: a key meant for a message being typed must not answer it. */
function useFocus() {
  const element = useRef<HTMLDivElement>(null)
  // Once the dialog around it is open.
  useEffect(() => element.current?.focus({ preventScroll: true }), [])
  return element
}
