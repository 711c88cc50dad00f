import { useTexts } from '@bestie/ui/texts'
import classes from './rating.module.css'
import { ratingTexts } from './texts'

/** One star, filled where it is lit. */
export function Star() {
  return (
    <svg viewBox="0 0 24 24" className={classes.star} aria-hidden="true">
      <path d="M12 3.6l2.6 5.3 5.8.8-4.2 4.1 1 5.8-5.2-2.7-5.2 2.7 1-5.8-4.2-4.1 5.8-.8z" strokeLinejoin="round" />
    </svg>
  )
}

/** A rating that was given. */
export function Stars({ count }: { count: number }) {
  const texts = useTexts(ratingTexts)
  return (
    <span role="img" aria-label={texts.stars(count)} className={classes.given}>
      {[1, 2, 3, 4, 5].map((star) => (
        <span key={star} data-lit={star <= count || undefined}>
          <Star />
        </span>
      ))}
    </span>
  )
}
