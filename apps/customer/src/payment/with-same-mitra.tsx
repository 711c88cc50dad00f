import { initialOf } from '@bestie/ui/defang'
import { useTexts } from '@bestie/ui/texts'
import { Avatar, Text } from '@mantine/core'
import classes from './payment.module.css'
import { paymentTexts } from './texts'

/** Names the bestie whom this payment is for. */
export function WithSameMitra({ name }: { name: string }) {
  const texts = useTexts(paymentTexts)
  return (
    <div className={classes.mitra}>
      <Avatar color="clay" variant="white" radius="xl" size="lg" aria-hidden="true">
        {initialOf(name)}
      </Avatar>
      <div>
        <Text fw={650} size="lg">
          {texts.again(name)}
        </Text>
        <Text size="sm" c="dimmed">
          {texts.againNote}
        </Text>
      </div>
    </div>
  )
}
