import { SignIn } from '@bestie/ui/sign-in.tsx'
import { defineTexts, useTexts } from '@bestie/ui/texts'

const texts = defineTexts({
  id: {
    title: 'Selamat datang di Bestie',
    subtitle: 'Tempat aman untuk bercerita. Seorang bestie yang terlatih siap mendengarkan, tanpa menghakimi.',
  },
  en: {
    title: 'Welcome to Bestie',
    subtitle: 'A safe place to talk. A trained bestie is ready to listen, without judging.',
  },
})

/** The first screen of someone who is not signed in. */
export function CustomerSignIn() {
  const t = useTexts(texts)
  return <SignIn title={t.title} subtitle={t.subtitle} emblem={<img src="/icons/icon.svg" alt="" width={88} height={88} />} />
}
