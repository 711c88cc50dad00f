import { expect, test } from 'vitest'
import { timelineTexts } from './texts'

test('a refund that failed is not booked as money given back a second time', () => {
  const { sentences } = timelineTexts.id
  const booked = (sales: number) =>
    sentences.booked({ type: 'booked', kind: 'refund', entries: [{ account: 'sales', amount: sales, running: 0 }] } as Parameters<
      typeof sentences.booked
    >[0])
  expect([booked(25_000), booked(-25_000)]).toEqual([
    'Pembukuan: uang dikembalikan.',
    'Pembukuan: pengembalian dibatalkan, uangnya masih di kami.',
  ])
})

test('in English one bestie and one minute are not many', () => {
  const { asked, sentences } = timelineTexts.en
  const request = { type: 'request_started', cards: [] } as unknown as Parameters<typeof asked>[0]
  const askedOf = (accepted: number) => asked({ ...request, asked: { sent: 0, accepted, declined: 0, closed: 0 } })
  expect([askedOf(1), askedOf(2)]).toEqual([
    '1 bestie asked: 1 accepted, 0 declined, 0 closed, 0 not answered.',
    '2 besties asked: 2 accepted, 0 declined, 0 closed, 0 not answered.',
  ])
  const opened = { type: 'payment_opened', is_extension: false, is_free_trial: true } as Parameters<
    typeof sentences.payment_opened
  >[0]
  expect([1, 2].map((duration_minutes) => sentences.payment_opened({ ...opened, duration_minutes }))).toEqual([
    'The customer chose 1 minute, free.',
    'The customer chose 2 minutes, free.',
  ])
  const more = { type: 'extension_requested', amount: 5_000 } as Parameters<typeof sentences.extension_requested>[0]
  expect([1, 2].map((duration_minutes) => sentences.extension_requested({ ...more, duration_minutes }))).toEqual([
    'The customer asked for 1 minute more, Rp 5.000.',
    'The customer asked for 2 minutes more, Rp 5.000.',
  ])
})
