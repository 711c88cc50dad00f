import { messageBody } from '@bestie/contracts/values'
import { expect, it } from 'vitest'
import { storable } from './storable'

it('a text that the field cut in the middle of its last character is one that the server takes', () => {
  const cut = `${'a'.repeat(3_999)}🙂`.slice(0, 4_000)
  expect(messageBody.safeParse(cut).success).toBe(false)
  expect(messageBody.parse(storable(cut))).toBe('a'.repeat(3_999))
})

it('whole characters stay, and NUL and halves go, wherever they stand', () => {
  expect(storable('\ude42Aku\0 baik 🙂\ud83d, kamu?')).toBe('Aku baik 🙂, kamu?')
})
