import type { PendingExtension } from '@bestie/contracts/chat'
import { formatRupiah } from '@bestie/ui/format'
import { SecondsRing } from '@bestie/ui/seconds-ring.tsx'
import { sharedTexts } from '@bestie/ui/shared-texts'
import { useTexts } from '@bestie/ui/texts'
import { Text } from '@mantine/core'
import classes from './extension.module.css'
import { extensionTexts } from './texts'

/** The bestie is being asked for more time. Lies above the messages, so that reading and writing can go on. */
export function WaitForMore({ extension }: { extension: PendingExtension }) {
  const texts = useTexts(extensionTexts)
  const shared = useTexts(sharedTexts)
  return (
    <section className={classes.card} aria-label={texts.waiting}>
      <SecondsRing until={extension.deadline_at} windowSeconds={extension.timeout_seconds} />
      <div>
        <Text fw={650}>{texts.waiting}</Text>
        <Text size="sm" c="dimmed">
          {texts.waitingText(shared.minutes(extension.duration_minutes), formatRupiah(extension.amount))}
        </Text>
      </div>
    </section>
  )
}
