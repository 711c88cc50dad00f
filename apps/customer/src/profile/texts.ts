import { defineTexts } from '@bestie/ui/texts'

export const profileTexts = defineTexts({
  id: {
    title: 'Profil',
    callName: 'Nama panggilan',
    callNameNote: 'Hanya nama ini yang dilihat bestiemu. Pilih nama apa pun yang nyaman.',
    save: 'Simpan',
    saved: 'Tersimpan',
    language: 'Bahasa',
    notifications: 'Kabar saat bestie ditemukan atau membalas. Isi chat tidak pernah ditampilkan.',
    payments: 'Pembayaran',
    account: 'Akun',
    accountNote: 'Hanya untuk masuk. Tidak pernah ditunjukkan kepada bestie.',
    signOut: 'Keluar',
  },
  en: {
    title: 'Profile',
    callName: 'What to call you',
    callNameNote: 'This name is all your bestie sees. Choose any name that feels right.',
    save: 'Save',
    saved: 'Saved',
    language: 'Language',
    notifications: 'News when a bestie is found or answers. What is said in a chat is never shown.',
    payments: 'Payments',
    account: 'Account',
    accountNote: 'Only for signing in. Never shown to a bestie.',
    signOut: 'Sign out',
  },
})
