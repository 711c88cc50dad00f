import { defineTexts } from '@bestie/ui/texts'

export const searchingTexts = defineTexts({
  id: {
    title: 'Mencari bestie',
    headline: 'Kami sedang mencarikan bestie untukmu',
    calm: [
      'Tarik napas pelan-pelan. Kamu tidak sendirian.',
      'Kami sudah menghubungi bestie yang siap.',
      'Sebentar lagi ya, kami masih di sini bersamamu.',
    ],
    progress: 'Kemajuan pencarian',
    cancel: 'Batalkan',
    offline: 'Sambunganmu terputus. Pencarian tetap berjalan, kami sambungkan lagi.',
    found: 'Bestie Ditemukan',
    foundWith: (name: string) => `${name} siap mendengarkanmu.`,
    foundAnyone: 'Bestiemu siap mendengarkanmu.',
    open: 'Mulai bercerita',
    failedTitle: 'Pencarian selesai',
    failed: 'Maaf, kami tidak bisa menemukan bestie untuk sesimu. Tim kami akan menghubungimu segera.',
    home: 'Kembali ke beranda',
  },
  en: {
    title: 'Finding a bestie',
    headline: 'We are finding a bestie for you',
    calm: [
      'Take a slow breath. You are not alone.',
      'We have reached out to the besties who are ready.',
      'Just a little longer, we are still here with you.',
    ],
    progress: 'Progress of the search',
    cancel: 'Cancel',
    offline: 'You are offline. The search goes on while we reconnect you.',
    found: 'Bestie found',
    foundWith: (name: string) => `${name} is ready to listen.`,
    foundAnyone: 'Your bestie is ready to listen.',
    open: 'Start talking',
    failedTitle: 'The search has ended',
    failed: 'Sorry, we could not find a bestie for your session. Our team will contact you soon.',
    home: 'Back to home',
  },
})
