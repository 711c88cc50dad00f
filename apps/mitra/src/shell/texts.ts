import { defineTexts } from '@bestie/ui/texts'

export const tabTexts = defineTexts({
  id: { label: 'Menu utama', home: 'Beranda', history: 'Riwayat', earnings: 'Pendapatan', profile: 'Profil' },
  en: { label: 'Main menu', home: 'Home', history: 'History', earnings: 'Earnings', profile: 'Profile' },
})

export const signInTexts = defineTexts({
  id: {
    title: 'Bestie Mitra',
    subtitle: 'Masuk untuk menerima permintaan dan menemani customer.',
    ended: 'Kamu perlu masuk lagi. Chatmu tetap berjalan.',
  },
  en: {
    title: 'Bestie Mitra',
    subtitle: 'Sign in to take requests and be there for customers.',
    ended: 'Please sign in again. Your chats go on.',
  },
})
