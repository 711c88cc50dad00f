import { ApiProblem } from '@bestie/ui/api'
import { ProblemNote, RowsLoading } from '@bestie/ui/feedback.tsx'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Stale } from './stale'
import { useProblem } from './use-problem'

/** Shows what a query read, and whether it is still fresh; until then, that it is loading or why it failed. */
export function Loaded<Data>({ query, children }: { query: UseQueryResult<Data>; children: (data: Data) => ReactNode }) {
  const problem = useProblem(query)
  if (query.data !== undefined && !(query.isPlaceholderData && problem !== null))
    return (
      <>
        {query.isError && <Stale />}
        {children(query.data)}
      </>
    )
  if (problem !== null) {
    // What does not exist does not come by asking again.
    const mayCome = !(problem instanceof ApiProblem && problem.code === 'not_found')
    return <ProblemNote problem={problem} onRetry={mayCome ? () => query.refetch() : undefined} />
  }
  return <RowsLoading rows={3} height={120} />
}
