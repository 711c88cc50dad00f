import type { TopicSensitivity } from '@bestie/contracts/values'
import { useTexts } from '@bestie/ui/texts'
import classes from './payment.module.css'
import { paymentTexts } from './texts'

type Props = {
  /** With a bestie who has listened before, the topic may also stay as it was: null, since the server knows it. */
  again: boolean
  value: TopicSensitivity | null
  onChange: (topic: TopicSensitivity | null) => void
  disabled: boolean
}

/** Asks whether the bestie should be prepared for something heavy. */
export function TopicPicker({ again, value, onChange, disabled }: Props) {
  const texts = useTexts(paymentTexts)
  const topics = [
    ...(again ? [{ topic: null, name: texts.same, note: texts.sameNote }] : []),
    { topic: 'regular', name: texts.regular, note: texts.regularNote },
    { topic: 'sensitive', name: texts.sensitive, note: texts.sensitiveNote },
  ] as const
  return (
    <fieldset className={classes.choices} disabled={disabled}>
      <legend>{texts.topic}</legend>
      {topics.map(({ topic, name, note }) => (
        <label key={topic ?? 'same'} className={classes.choice}>
          <input type="radio" name="topic" value={topic ?? 'same'} checked={topic === value} onChange={() => onChange(topic)} />
          <span>
            <span className={classes.name}>{name}</span>
            <span className={classes.note}>{note}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
