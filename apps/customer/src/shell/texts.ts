import { defineTexts } from '@bestie/ui/texts'

export const signInTexts = defineTexts({
  id: {
    title: 'Selamat datang di Bestie',
    subtitle: 'Tempat aman untuk bercerita. Seorang bestie yang terlatih siap mendengarkan, tanpa menghakimi.',
    ended: 'Kamu perlu masuk lagi. Sesimu tetap berjalan.',
    consent:
      'Dengan masuk, kamu setuju kami menyimpan nomor atau emailmu untuk masuk, dan isi curhatmu dalam keadaan terkunci. Tim kami hanya membacanya bila ada keluhan atau demi keselamatan. Bestie hanya melihat nama panggilanmu. Bisa kamu tarik kapan saja di Profil.',
  },
  en: {
    title: 'Welcome to Bestie',
    subtitle: 'A safe place to talk. A trained bestie is ready to listen, without judging.',
    ended: 'Please sign in again. Your session goes on.',
    consent:
      'By signing in you agree that we keep your number or email for signing in, and what you say, locked. Our team reads it only for a complaint or for safety. A bestie only sees what you are called. You can take this back any time in your profile.',
  },
})
