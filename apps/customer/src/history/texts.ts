import type { ChatStatus } from '@bestie/contracts/states'
import { defineTexts } from '@bestie/ui/texts'

export const historyTexts = defineTexts({
  id: {
    title: 'Riwayat',
    empty: 'Belum ada sesi',
    emptyText: 'Sesi yang pernah kamu jalani akan tersimpan di sini.',
    more: 'Tampilkan lebih banyak',
    nobody: 'Bestie belum ditemukan',
    rate: 'Beri penilaian',
    again: 'Curhat lagi',
    online: 'Sedang online',
    offline: 'Sedang offline',
    status: {
      searching: 'Sedang mencari',
      active: 'Sedang berlangsung',
      closing: 'Salam perpisahan',
      completed: 'Selesai',
      expired: 'Bestie tidak ditemukan',
      rejected: 'Bestie tidak ditemukan',
      cancelled: 'Dibatalkan',
    } satisfies Record<ChatStatus, string> as Record<ChatStatus, string>,
  },
  en: {
    title: 'History',
    empty: 'No sessions yet',
    emptyText: 'The sessions you have had will be kept here.',
    more: 'Show more',
    nobody: 'No bestie was found',
    rate: 'Rate it',
    again: 'Talk again',
    online: 'Online now',
    offline: 'Offline now',
    status: {
      searching: 'Looking for a bestie',
      active: 'Going on now',
      closing: 'Saying goodbye',
      completed: 'Completed',
      expired: 'No bestie was found',
      rejected: 'No bestie was found',
      cancelled: 'Cancelled',
    },
  },
})
