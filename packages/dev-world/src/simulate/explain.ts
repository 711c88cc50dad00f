import { type CommandName, courses } from './model/courses'
import { describeModel } from './model/describe'
import type { Course, Model } from './model/state'

/** A command that was carried out, and its result: an answer, or nothing (its process died on the way). */
export interface Side {
  command: CommandName
  argument: unknown
  answer: string | undefined
}

const mostSchedules = 30_000
/** Once one order explains the observation, at most this many orders in all are tried, to find other explanations. */
const mostAlternatives = 300

/**
 * Finds the orders of the sides' steps after which the model matches the observation and gives the observed answers.
 * Returns the resulting models; none if no possible order explains the observation. There may be several: whether a process
 * died before or after a commit need not show yet, nor which of two simultaneous decisions asked for its refund first.
 */
export function explain(before: Model, sides: Side[], observed: string[]): Model[] {
  const wanted = observed.join('\n')
  const found = new Map<string, Model>()
  const mayHide =
    sides.some((side) => side.answer === undefined || side.command === 'sweep') || sides.every((side) => side.command === 'act')
  let tried = 0

  /** `schedule` lists the sides in the order of their steps; at `~index` that side skips the item that it has come to. */
  function follow(schedule: number[]): void {
    if (found.size > 0 && (!mayHide || tried > mostAlternatives)) return
    tried += 1
    if (tried > mostSchedules) throw new Error(`too many orders of ${sides.map((side) => side.command).join(' and ')}`)
    const model = structuredClone(before)
    const running = sides.map((side) => begin(model, side))
    const answers: (string | undefined)[] = sides.map(() => undefined)
    const isOver = sides.map(() => false)
    const at: ('item' | undefined)[] = sides.map(() => undefined)
    for (const turn of schedule) {
      const index = turn < 0 ? ~turn : turn
      const step = (running[index] as Course).next(turn < 0)
      at[index] = step.done ? undefined : step.value
      if (!step.done) continue
      isOver[index] = true
      answers[index] = step.value
    }
    const wrong = sides.some((side, index) => isOver[index] && side.answer !== undefined && side.answer !== answers[index])
    if (wrong) return
    const mayRest = sides.every((side, index) => isOver[index] || side.answer === undefined)
    if (mayRest && describeModel(model).join('\n') === wanted) found.set(JSON.stringify(model), model)
    for (let index = 0; index < sides.length; index += 1) {
      if (isOver[index]) continue
      follow([...schedule, index])
      if (at[index] === 'item' && sides[index]?.answer === undefined) follow([...schedule, ~index])
    }
  }
  follow([])
  return [...found.values()]
}

/** What the model expects of one command that nothing disturbs. */
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
