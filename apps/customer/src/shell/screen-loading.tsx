import { RowsLoading } from '@bestie/ui/feedback.tsx'
import { Box } from '@mantine/core'

/** Shown while a screen's code or data loads. */
export function ScreenLoading() {
  return (
    <Box p="lg" pt={76}>
      <RowsLoading />
    </Box>
  )
}
