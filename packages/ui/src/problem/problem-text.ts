import { ApiProblem } from '../api'
import { useApp } from '../app'
import { sharedTexts } from '../shared-texts'
import { useLanguage, useTexts } from '../texts'
import type { ProblemCode } from './texts'

/** Turns a problem into kind words, chosen by its code, never by the server's text. */
export function useProblemText(): (problem: unknown) => string {
  const { problem: unexplained } = useTexts(sharedTexts)
  const explained: Partial<Record<ProblemCode, string>> = useApp().problems[useLanguage()]
  return (problem) => (problem instanceof ApiProblem && explained[problem.code]) || unexplained
}
