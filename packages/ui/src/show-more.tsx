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

/** At the end of a list that goes on: loads the next page, or says why it did not load; after the last one, that this is all. */
export function ShowMore({ list, children }: Props) {
  const texts = useTexts(sharedTexts)
  if (!list.hasNextPage && (list.data?.pages.length ?? 0) < 2) return null
  const more = () => list.fetchNextPage()
  return (
    // Keeps the place of the button's user, who would else be led back to the list's beginning.
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
