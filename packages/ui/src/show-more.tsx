import { Box, Button, Text } from '@mantine/core'
import type { UseInfiniteQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ProblemNote } from './feedback'
import { sharedTexts } from './shared-texts'
import { useTexts } from './texts'

type Props = {
  list: Pick<
    UseInfiniteQueryResult<{ pages: unknown[] }>,
    'data' | 'hasNextPage' | 'isFetchingNextPage' | 'isFetchNextPageError' | 'error' | 'fetchNextPage'
  >
  children: ReactNode
}

/** The end of a list with several pages: loads the next page, or says why it did not load, or that there are no more. */
export function ShowMore({ list, children }: Props) {
  const texts = useTexts(sharedTexts)
  if (!list.hasNextPage && (list.data?.pages.length ?? 0) < 2) return null
  const more = () => list.fetchNextPage()
  return (
    // Takes the focus when the button goes away; otherwise it would go back to the list's beginning.
    <Box mt="md" tabIndex={-1}>
      {!list.hasNextPage ? (
        <Text size="sm" c="dimmed" ta="center">
          {texts.all}
        </Text>
      ) : list.isFetchNextPageError && !list.isFetchingNextPage ? (
        <ProblemNote problem={list.error} onRetry={more} />
      ) : (
        <Button fullWidth variant="light" loading={list.isFetchingNextPage} onClick={more}>
          {children}
        </Button>
      )}
    </Box>
  )
}
