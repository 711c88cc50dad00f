import { useTexts } from '@bestie/ui/texts'
import { Badge } from '@mantine/core'
import { requestTexts } from './texts'

/** Warns the mitra, before and during a chat, that the topic is sensitive. */
export function SensitiveBadge({ size = 'lg' }: { size?: 'sm' | 'lg' }) {
  const texts = useTexts(requestTexts)
  return (
    <Badge
      h="auto"
      maw="100%"
      color="clay.1"
      c="clay.8"
      size={size}
      leftSection={<span aria-hidden>⚠</span>}
      tt="none"
      styles={{ label: { whiteSpace: 'normal' } }}
    >
      {texts.sensitive}
    </Badge>
  )
}
