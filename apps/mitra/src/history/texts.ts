import { defineTexts } from '@bestie/ui/texts'

export const historyTexts = defineTexts({
  id: {
    title: 'Riwayat',
    empty: 'Belum ada riwayat',
    emptyHint: 'Chat yang sudah selesai muncul di sini.',
    more: 'Tampilkan lebih banyak',
    free: 'Sesi gratis',
    live: 'Sedang berjalan',
    endedBy: {
      timer: 'Selesai tepat waktu',
      customer: 'Diakhiri customer',
      mitra: 'Kamu akhiri',
      operator: 'Diakhiri operator',
      system: 'Diakhiri sistem',
    },
  },
  en: {
    title: 'History',
    empty: 'No history yet',
    emptyHint: 'Chats that are over show up here.',
    more: 'Show more',
    free: 'Free session',
    live: 'Running',
    endedBy: {
      timer: 'Ended on time',
      customer: 'Ended by the customer',
      mitra: 'Ended by you',
      operator: 'Ended by an operator',
      system: 'Ended by the system',
    },
  },
})
