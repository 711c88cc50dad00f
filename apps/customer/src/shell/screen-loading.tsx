import { RowsLoading } from '@bestie/ui/feedback.tsx'
import { Box } from '@mantine/core'

/** While a screen's code or data is on its way. */
export function ScreenLoading() {
  return (
    <Box p="lg" pt={76}>
      <RowsLoading />
    </Box>
  )
}
