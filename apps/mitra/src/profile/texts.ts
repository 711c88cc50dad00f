import { defineTexts } from '@bestie/ui/texts'

export const profileTexts = defineTexts({
  id: {
    title: 'Profil',
    name: 'Nama yang dilihat customer',
    language: 'Bahasa',
    notifications: 'Permintaan dan pesan baru, juga saat aplikasi tertutup.',
    signOut: 'Keluar',
    signOutHint: 'Keluar tidak mengubah status online dan tidak mengakhiri chat.',
  },
  en: {
    title: 'Profile',
    name: 'Name that customers see',
    language: 'Language',
    notifications: 'New requests and messages, also while the app is closed.',
    signOut: 'Sign out',
    signOutHint: 'Signing out neither changes your online status nor ends a chat.',
  },
})
