import { defineTexts } from '@bestie/ui/texts'

export const helpTexts = defineTexts({
  id: {
    open: 'Butuh bantuan segera?',
    title: 'Kamu tidak sendirian',
    text: 'Kalau kamu merasa tidak aman, atau terpikir untuk menyakiti diri, ada orang yang bisa menolongmu sekarang juga.',
    sejiwa: '119, lalu tekan 8',
    sejiwaNote: 'SEJIWA: konseling lewat telepon',
    emergency: '112',
    emergencyNote: 'Panggilan darurat, gratis dan 24 jam',
    together: 'Kalau bisa, minta seseorang yang kamu percaya untuk menemanimu.',
    back: 'Kembali',
  },
  en: {
    open: 'Need help right away?',
    title: 'You are not alone',
    text: 'If you do not feel safe, or think of hurting yourself, there are people who can help you right now.',
    sejiwa: '119, then press 8',
    sejiwaNote: 'SEJIWA: counselling by phone, in Indonesia',
    emergency: '112',
    emergencyNote: 'Emergency calls, free, day and night',
    together: 'If you can, ask somebody whom you trust to be with you.',
    back: 'Back',
  },
})
