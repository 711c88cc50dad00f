import { expect, test } from 'vitest'
import { formatDay, formatRupiah, formatSeconds, formatTime } from './format'

test('rupiah are written the Indonesian way, also what is taken back', () => {
  expect([0, 50_000, 1_250_000, -7_500].map(formatRupiah)).toEqual(['Rp 0', 'Rp 50.000', 'Rp 1.250.000', '−Rp 7.500'])
})

test('a time left has hours only from an hour on, and never less than nothing', () => {
  expect([3_661, 3_600, 3_599.2, 59.4, 5, 0, -3].map(formatSeconds)).toEqual([
    '1:01:01',
    '1:00:00',
    '1:00:00',
    '1:00',
    '0:05',
    '0:00',
    '0:00',
  ])
})

test('a day names its year only in another year; a time is written as the reader’s language writes it', () => {
  const noon = new Date()
  noon.setHours(12, 5, 0, 0)
  expect(formatDay(noon.getTime(), 'id')).not.toContain(String(noon.getFullYear()))
  expect(formatDay('2025-03-03T12:00:00', 'id')).toBe('Senin, 3 Maret 2025')
  expect(formatDay('2025-03-03T12:00:00', 'en')).toBe('Monday, 3 March 2025')
  expect([formatTime(noon.getTime(), 'id'), formatTime(noon.getTime(), 'en')]).toEqual(['12.05', '12:05'])
})
