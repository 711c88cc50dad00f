import { expect, it } from 'vitest'
import { ApiProblem } from '../api'
import { sharedTexts } from '../shared-texts'
import { textOfProblem } from './problem-text'
import { personProblems } from './texts'

const limited = (retry_after_seconds?: number) => new ApiProblem('rate_limited', 429, { retry_after_seconds })
const inIndonesian = (problem: unknown) => textOfProblem(problem, sharedTexts.id, personProblems.id)

it('a wait of a minute or more is named, in minutes and then in hours', () => {
  expect(inIndonesian(limited(541))).toBe('Tunggu dulu. Bisa dicoba lagi dalam 10 menit.')
  expect(textOfProblem(limited(60), sharedTexts.en, personProblems.en)).toBe('Please wait. You can try again in 1 minute.')
  expect(inIndonesian(limited(5 * 3600 + 1))).toBe('Tunggu dulu. Bisa dicoba lagi dalam 6 jam.')
  expect(inIndonesian(limited(20))).toBe('Pelan-pelan dulu ya, coba lagi sebentar lagi.')
  expect(inIndonesian(limited())).toBe('Pelan-pelan dulu ya, coba lagi sebentar lagi.')
})

it('a problem that has no words of its own gets the general ones', () => {
  expect(inIndonesian(new ApiProblem('internal', 500))).toBe(sharedTexts.id.problem)
  expect(inIndonesian(new Error('a bug'))).toBe(sharedTexts.id.problem)
})
