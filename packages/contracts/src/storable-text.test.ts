import { expect, it } from 'vitest'
import { longestMessage } from './limits'
import { storable } from './storable-text'
import { messageBody } from './values'

it('a text that the field cut in the middle of its last character is one that the server takes', () => {
  const cut = `${'a'.repeat(longestMessage - 1)}🙂`.slice(0, longestMessage)
  expect(messageBody.safeParse(cut).success).toBe(false)
  expect(messageBody.parse(storable(cut))).toBe('a'.repeat(longestMessage - 1))
})

it('whole characters stay, and NUL and halves go, wherever they stand', () => {
  expect(storable('\ude42Aku\0 baik 🙂\ud83d, kamu?')).toBe('Aku baik 🙂, kamu?')
})
