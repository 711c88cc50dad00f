import { defineTexts } from '../texts'

export const pushTexts = defineTexts({
  id: {
    label: 'Notifikasi',
    blocked: 'Notifikasi diblokir untuk situs ini. Izinkan lewat pengaturan browser, lalu buka Bestie lagi.',
    unsupported: 'Browser ini belum bisa menampilkan notifikasi. Biarkan Bestie terbuka supaya kabar tetap sampai.',
    refused: 'Tidak apa-apa, notifikasi tetap mati. Kamu bisa menyalakannya kapan saja.',
    failed: 'Notifikasi belum bisa diubah. Coba lagi sebentar ya.',
  },
  en: {
    label: 'Notifications',
    blocked: 'Notifications are blocked for this site. Allow them in the browser’s settings, then open Bestie again.',
    unsupported: 'This browser cannot show notifications. Keep Bestie open so that news still reaches you.',
    refused: 'That is fine, notifications stay off. You can switch them on whenever you like.',
    failed: 'Notifications could not be changed. Please try again in a moment.',
  },
})
