import { defineTexts } from '@bestie/ui/texts'

export const chatScreenTexts = defineTexts({
  id: {
    bestie: 'Bestie',
    endEarly: {
      end: 'Akhiri',
      title: 'Akhiri sesi sekarang?',
      text: 'Sisa waktumu tidak bisa dipakai lagi. Setelah ini kamu masih bisa menulis satu salam perpisahan.',
      yes: 'Ya, akhiri sesi',
      no: 'Lanjut bercerita',
    },
    overSoon: 'Waktu sesi habis, sebentar ya…',
    closing: 'Sesi sudah selesai',
    closingText: 'Kamu masih bisa menulis satu salam perpisahan.',
    closingLeft: 'Sisa waktu salam perpisahan',
    goodbye: 'Tulis salam perpisahan',
    goodbyeSending: 'Mengirim salam perpisahan…',
    goodbyeSent: 'Salam perpisahanmu sudah terkirim. Menunggu bestiemu…',
    completed: 'Sesi selesai',
    completedText: 'Terima kasih sudah bercerita. Semoga hatimu sedikit lebih ringan.',
    home: 'Kembali ke beranda',
  },
  en: {
    bestie: 'Bestie',
    endEarly: {
      end: 'End',
      title: 'End the session now?',
      text: 'The time that is left cannot be used later. You can still write one goodbye afterwards.',
      yes: 'Yes, end the session',
      no: 'Keep talking',
    },
    overSoon: 'The time is up, one moment…',
    closing: 'The session is over',
    closingText: 'You can still write one goodbye.',
    closingLeft: 'Time left for goodbyes',
    goodbye: 'Write a goodbye',
    goodbyeSending: 'Sending your goodbye…',
    goodbyeSent: 'Your goodbye was sent. Waiting for your bestie…',
    completed: 'Session completed',
    completedText: 'Thank you for sharing. We hope your heart is a little lighter.',
    home: 'Back to home',
  },
})
