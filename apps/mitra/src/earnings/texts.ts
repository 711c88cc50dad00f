import { defineTexts } from '@bestie/ui/texts'

export const earningsTexts = defineTexts({
  id: {
    title: 'Pendapatan',
    period: 'Rentang waktu',
    days: (count: number) => `${count} hari`,
    total: 'Total',
    gross: 'Yang dibayar customer untuk sesi denganmu, sebelum bagi hasil.',
    empty: 'Belum ada pendapatan',
    emptyHint: 'Sesi yang kamu temani tercatat di sini per hari.',
    sessions: (count: number) => `${count} sesi`,
  },
  en: {
    title: 'Earnings',
    period: 'Period',
    days: (count: number) => `${count} days`,
    total: 'Total',
    gross: 'What customers paid for sessions with you, before any share.',
    empty: 'No earnings yet',
    emptyHint: 'The sessions you take are added up here, day by day.',
    sessions: (count: number) => (count === 1 ? '1 session' : `${count} sessions`),
  },
})
