import { SignIn } from '@bestie/ui/sign-in.tsx'
import { defineTexts, useTexts } from '@bestie/ui/texts'

const texts = defineTexts({
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

/** The first screen of a mitra who is not signed in. */
export function MitraSignIn() {
  const t = useTexts(texts)
  return (
    <SignIn
      title={t.title}
      subtitle={t.subtitle}
      ended={t.ended}
      emblem={<img src="/mitra/icons/icon.svg" alt="" width={88} height={88} />}
    />
  )
}
