import { SignIn } from '@bestie/ui/sign-in/sign-in.tsx'
import { useTexts } from '@bestie/ui/texts'
import { signInTexts } from './texts'

/** The first screen of a mitra who is not signed in. */
export function MitraSignIn() {
  const texts = useTexts(signInTexts)
  return (
    <SignIn
      title={texts.title}
      subtitle={texts.subtitle}
      ended={texts.ended}
      emblem={<img src="/mitra/icons/icon.svg" alt="" width={88} height={88} />}
    />
  )
}
