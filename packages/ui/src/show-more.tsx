import { Box, Button } from '@mantine/core'
import type { UseInfiniteQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ProblemNote } from './feedback'

type Props = {
  list: Pick<UseInfiniteQueryResult, 'hasNextPage' | 'isFetchingNextPage' | 'isFetchNextPageError' | 'error' | 'fetchNextPage'>
  children: ReactNode
}

/** At the end of a list that goes on: loads the next page, or says why it did not load. */
export function ShowMore({ list, children }: Props) {
  if (!list.hasNextPage) return null
  const more = () => list.fetchNextPage()
  return (
    <Box mt="md">
      {list.isFetchNextPageError && !list.isFetchingNextPage ? (
        <ProblemNote problem={list.error} onRetry={more} />
      ) : (
        <Button fullWidth variant="light" loading={list.isFetchingNextPage} onClick={more}>
          {children}
        </Button>
      )}
    </Box>
  )
}
