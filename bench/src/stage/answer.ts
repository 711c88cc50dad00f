// biome-ignore lint/suspicious/noExplicitAny: each helper knows what it is asked
type Answers = Record<string, (given: any) => unknown>

/** A helper process's answers, by question. The process ends with the process that started it. */
export function answer(answers: Answers): void {
  process.on('message', async ({ id, question, given }: { id: number; question: string; given: unknown }) => {
    try {
      process.send?.({ id, answer: await answers[question]?.(given) })
    } catch (error) {
      process.send?.({ id, error: (error as Error).stack ?? String(error) })
    }
  })
  process.on('disconnect', () => process.exit())
}
