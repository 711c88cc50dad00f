import { expectation, explain, type Side } from './explain'
import { describeModel } from './model/describe'
import type { Model } from './model/state'

/** Something that should be true is not. */
export class Broken extends Error {}

/**
 * What the model and the database agree on. Several states may be possible at once, which differ only in what does not show yet;
 * `model` always equals the first of them.
 */
export function openAgreement(model: Model, observeAll: () => Promise<string[]>) {
  let states: Model[] = [model]

  async function reach(sides: Side[]): Promise<void> {
    const observed = await observeAll()
    const explained = new Map(states.flatMap((one) => explain(one, sides, observed)).map((one) => [JSON.stringify(one), one]))
    if (explained.size === 0) throw new Broken(whyNot(sides, observed))
    states = [...explained.values()]
    Object.assign(model, states[0])
  }

  function whyNot(sides: Side[], observed: string[]): string {
    const told = sides.map((side) => `  ${side.command} ${JSON.stringify(side.argument)} → ${side.answer ?? 'died'}`).join('\n')
    const before = describeModel(model)
    const expected = sides.map((side) => {
      const { answer, lines } = expectation(model, side)
      return `  ${side.command} alone → ${answer}\n${changed(before, lines)}`
    })
    return `the model does not explain this:\n${told}\nobserved:\n${changed(before, observed)}\nexpected:\n${expected.join('\n')}`
  }

  return {
    /** Finds the states that explain what is observed after these answers; throws if there is none. */
    reach,
    /** All states that may be true now. */
    states: () => new Set([model, ...states]),
  }
}

function changed(before: string[], after: string[]): string {
  const gone = before.filter((line) => !after.includes(line)).map((line) => `    - ${line}`)
  const come = after.filter((line) => !before.includes(line)).map((line) => `    + ${line}`)
  return [...gone, ...come].join('\n') || '    nothing changed'
}
