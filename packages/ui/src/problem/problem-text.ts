import { ApiProblem } from '../api'
import { useApp } from '../app'
import { sharedTexts } from '../shared-texts'
import { useLanguage, useTexts } from '../texts'
import type { ProblemCode } from './texts'

/** Turns a problem into kind words, chosen by its code, never by the server's text. */
export function useProblemText(): (problem: unknown) => string {
  const shared = useTexts(sharedTexts)
  const explained = useApp().problems[useLanguage()]
  return (problem) => textOfProblem(problem, shared, explained)
}

/** The app's words for a problem. A wait of a minute or more is named, since "soon" would be untrue. */
export function textOfProblem(
  problem: unknown,
  shared: (typeof sharedTexts)['id'],
  explained: Partial<Record<ProblemCode, string>>,
): string {
  if (!(problem instanceof ApiProblem)) return shared.problem
  const seconds = problem.problem.retry_after_seconds ?? 0
  if (problem.code === 'rate_limited' && seconds >= 60) {
    const minutes = Math.ceil(seconds / 60)
    return shared.wait(minutes < 60 ? shared.minutes(minutes) : shared.hours(Math.ceil(minutes / 60)))
  }
  return explained[problem.code] ?? shared.problem
}
