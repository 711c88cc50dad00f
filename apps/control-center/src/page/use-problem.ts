import { useState } from 'react'

type Asked = { data: unknown; error?: unknown; isPlaceholderData?: boolean; errorUpdateCount?: number }

/**
 * Why a query has no answer, or null. A query that is asked again forgets why it failed; the page goes on saying so until there is an
 * answer, rather than show every few seconds that it is loading, or the rows of an earlier question.
 */
export function useProblem({ data, error = null, isPlaceholderData = false, errorUpdateCount = 0 }: Asked): unknown {
  const [last, setLast] = useState<unknown>(null)
  if (error !== null && error !== last) setLast(error)
  const isAskedAgain = errorUpdateCount > 0 && (data === undefined || isPlaceholderData)
  return error ?? (isAskedAgain ? last : null)
}
