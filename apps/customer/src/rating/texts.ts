import { defineTexts } from '@bestie/ui/texts'

export const ratingTexts = defineTexts({
  id: {
    question: 'Bagaimana sesi tadi? Boleh dilewati.',
    stars: (count: number) => `${count} dari 5 bintang`,
    words: 'Ceritakan sedikit, kalau mau',
    send: 'Kirim penilaian',
    thanks: 'Terima kasih, penilaianmu sangat berarti.',
    yours: 'Penilaianmu',
  },
  en: {
    question: 'How was this session? You may skip this.',
    stars: (count: number) => `${count} out of 5 stars`,
    words: 'Tell us a little, if you like',
    send: 'Send rating',
    thanks: 'Thank you, that means a lot.',
    yours: 'Your rating',
  },
})
