import { type CommandName, type Course, courses, describeModel, type Model } from './model'

/** A command that was carried out, and what came of it: an answer, or nothing (it died on the way). */
export interface Side {
  command: CommandName
  argument: unknown
  answer: string | undefined
}

const mostSchedules = 30_000

/**
 * Finds an order of the sides' steps after which the model says what was observed, and gives the answers that were given. Answers the
 * model as it then is, or undefined when nothing that may happen explains it.
 */
export function explain(before: Model, sides: Side[], observed: string[]): Model | undefined {
  const wanted = observed.join('\n')
  let tried = 0

  function follow(schedule: number[]): Model | undefined {
    tried += 1
    if (tried > mostSchedules) throw new Error(`too many orders of ${sides.map((side) => side.command).join(' and ')}`)
    const model = structuredClone(before)
    const running = sides.map((side) => begin(model, side))
    const answers: (string | undefined)[] = sides.map(() => undefined)
    const isOver = sides.map(() => false)
    for (const index of schedule) {
      const step = (running[index] as Course).next()
      if (!step.done) continue
      isOver[index] = true
      answers[index] = step.value
    }
    const wrong = sides.some((side, index) => isOver[index] && side.answer !== undefined && side.answer !== answers[index])
    if (wrong) return undefined
    const mayRest = sides.every((side, index) => isOver[index] || side.answer === undefined)
    if (mayRest && describeModel(model).join('\n') === wanted) return model
    for (let index = 0; index < sides.length; index += 1) {
      if (isOver[index]) continue
      const found = follow([...schedule, index])
      if (found !== undefined) return found
    }
    return undefined
  }
  return follow([])
}

/** What the model alone expects of one command that nothing disturbs. */
export function expectation(before: Model, { command, argument }: Side): { answer: string; lines: string[] } {
  const model = structuredClone(before)
  const course = begin(model, { command, argument, answer: undefined })
  for (;;) {
    const step = course.next()
    if (step.done) return { answer: step.value, lines: describeModel(model) }
  }
}

function begin(model: Model, { command, argument }: Side): Course {
  return (courses[command] as (model: Model, argument: unknown) => Course)(model, argument)
}
