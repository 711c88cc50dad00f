import { consentVersion } from '@bestie/contracts/consent-version'
import type { Consent } from '@bestie/contracts/privacy'
import { useBestie } from '@bestie/ui/bestie'
import { SignIn } from '@bestie/ui/sign-in/sign-in.tsx'
import { useTexts } from '@bestie/ui/texts'
import { signInTexts } from './texts'

/** The first screen for anyone who is not signed in. */
export function CustomerSignIn() {
  const texts = useTexts(signInTexts)
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
      title={texts.title}
      subtitle={texts.subtitle}
      ended={texts.ended}
      emblem={<img src="/icons/icon.svg" alt="" width={88} height={88} />}
      note={texts.consent}
      // Nobody has to wait for this, whether it arrives or not.
      onSignedIn={() => void record().catch(() => {})}
    />
  )
}
