import { ApiProblem } from './api'
import { useApp } from './app'
import { sharedTexts } from './shared-texts'
import { useLanguage, useTexts } from './texts'

/** Turns a problem into kind words, chosen by its code, never by the server's text. */
export function useProblemText(): (problem: unknown) => string {
  const texts = useTexts(sharedTexts)
  const own = useApp().problems?.[useLanguage()]
  return (problem) => {
    const code = problem instanceof ApiProblem ? problem.code : 'internal'
    return own?.[code] ?? textOfCode(texts, code)
  }
}

/** The words for a machine code, e.g. of a message that was refused. */
export function textOfCode(texts: (typeof sharedTexts)['id'], code: string): string {
  return texts.problems[code] ?? texts.problem
}
