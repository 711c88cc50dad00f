import { consentVersion } from '@bestie/contracts/consent-version'
import type { Consent } from '@bestie/contracts/privacy'
import { useBestie } from '@bestie/ui/bestie'
import { SignIn } from '@bestie/ui/sign-in.tsx'
import { defineTexts, useTexts } from '@bestie/ui/texts'

const texts = defineTexts({
  id: {
    title: 'Selamat datang di Bestie',
    subtitle: 'Tempat aman untuk bercerita. Seorang bestie yang terlatih siap mendengarkan, tanpa menghakimi.',
    ended: 'Kamu perlu masuk lagi. Sesimu tetap berjalan.',
    consent:
      'Dengan masuk, kamu setuju kami menyimpan nomor atau emailmu untuk masuk, dan isi curhatmu dalam keadaan terkunci. Bestie hanya melihat nama panggilanmu. Bisa kamu tarik kapan saja di Profil.',
  },
  en: {
    title: 'Welcome to Bestie',
    subtitle: 'A safe place to talk. A trained bestie is ready to listen, without judging.',
    ended: 'Please sign in again. Your session goes on.',
    consent:
      'By signing in you agree that we keep your number or email for signing in, and what you say, locked. A bestie only sees what you are called. You can take this back any time in your profile.',
  },
})

/** The first screen for anyone who is not signed in. */
export function CustomerSignIn() {
  const t = useTexts(texts)
  const { api } = useBestie()
  // The text is shown before sign-in, and consent is recorded after it. A
  // customer who took consent back can give it again only in the profile.
  const record = async () => {
    const { given_version, withdrawn_at } = await api.get<Consent>('/api/client/consent')
    if (given_version === consentVersion || withdrawn_at !== null) return
    await api.post('/api/client/consent', { version: consentVersion })
  }
  return (
    <SignIn
      title={t.title}
      subtitle={t.subtitle}
      ended={t.ended}
      emblem={<img src="/icons/icon.svg" alt="" width={88} height={88} />}
      note={t.consent}
      // Nobody has to wait for this, whether it arrives or not.
      onSignedIn={() => void record().catch(() => {})}
    />
  )
}
