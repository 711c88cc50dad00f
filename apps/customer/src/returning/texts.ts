import { defineTexts } from '@bestie/ui/texts'

export const returningTexts = defineTexts({
  id: {
    title: 'Curhat lagi',
    waiting: 'Menunggu konfirmasi bestie...',
    waitingText: 'Kami sudah bertanya. Tarik napas pelan-pelan ya.',
    offline: 'Sambunganmu terputus. Pertanyaanmu tetap sampai, kami sambungkan lagi.',
    asking: 'Menghubungi bestiemu…',
    unavailable: 'Bestie sedang tidak online',
    unavailableText: (name: string) => `${name} belum bisa menemanimu sekarang, dan itu bukan karena kamu.`,
    kept: (time: string) => `Sesimu tetap tersimpan sampai ${time}, tanpa bayar lagi.`,
    other: 'Chat dengan bestie lain',
    back: 'Kembali',
    bestie: 'Bestiemu',
  },
  en: {
    title: 'Talk again',
    waiting: 'Waiting for your bestie to confirm...',
    waitingText: 'We have asked. Take a slow breath.',
    offline: 'You are offline. Your question still gets there while we reconnect you.',
    asking: 'Reaching your bestie…',
    unavailable: 'Your bestie is not online right now',
    unavailableText: (name: string) => `${name} cannot be there for you just now, and it is not because of you.`,
    kept: (time: string) => `Your session is kept until ${time}, nothing more to pay.`,
    other: 'Chat with another bestie',
    back: 'Back',
    bestie: 'Your bestie',
  },
})
