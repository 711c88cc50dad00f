import { useTexts } from '@bestie/ui/texts'
import { useId } from 'react'
import classes from './rating.module.css'
import { Star } from './stars'
import { ratingTexts } from './texts'

/** One to five stars, by tap or by arrow keys. */
export function StarPicker({ value, onChange }: { value: number; onChange: (stars: number) => void }) {
  const texts = useTexts(ratingTexts)
  const name = useId()
  return (
    <fieldset className={classes.picker}>
      <legend className={classes.question}>{texts.question}</legend>
      {[1, 2, 3, 4, 5].map((stars) => (
        <span key={stars} className={classes.choice} data-lit={stars <= value || undefined}>
          <input
            type="radio"
            className={classes.radio}
            name={name}
            value={stars}
            checked={stars === value}
            aria-label={texts.stars(stars)}
            onChange={() => onChange(stars)}
          />
          <Star />
        </span>
      ))}
    </fieldset>
  )
}
