import type { Tier } from '@bestie/contracts/payment'
import { formatRupiah } from '@bestie/ui/format'
import { sharedTexts } from '@bestie/ui/shared-texts'
import { useTexts } from '@bestie/ui/texts'
import classes from './payment.module.css'
import { paymentTexts } from './texts'

type Props = {
  legend: string
  tiers: Tier[]
  free: boolean
  value: string
  onChange: (tierId: string) => void
  disabled: boolean
}

/** Durations and their prices. A customer with a free trial sees the same choice, at Rp 0. */
export function TierPicker({ legend, tiers, free, value, onChange, disabled }: Props) {
  const texts = useTexts(paymentTexts)
  const shared = useTexts(sharedTexts)
  return (
    <fieldset className={classes.choices} disabled={disabled}>
      <legend>{legend}</legend>
      {tiers.map((tier) => (
        <label key={tier.id} className={classes.choice}>
          <input type="radio" name="tier" value={tier.id} checked={tier.id === value} onChange={() => onChange(tier.id)} />
          <span className={classes.name}>{shared.minutes(tier.duration_minutes)}</span>
          {free ? (
            <span className={classes.price}>
              <span className={classes.badge}>{texts.free}</span> {formatRupiah(0)}
            </span>
          ) : (
            <span className={classes.price}>{formatRupiah(tier.amount)}</span>
          )}
        </label>
      ))}
    </fieldset>
  )
}
