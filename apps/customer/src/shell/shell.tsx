import { useSession } from '@bestie/ui/app'
import { Frame } from '@bestie/ui/frame.tsx'
import { useOpenedFromPush } from '@bestie/ui/push/opened-from-push'
import { useTrail } from '@bestie/ui/trail'
import { Outlet, useRouter } from '@tanstack/react-router'
import { SearchNewsBar } from '../searching/search-news-bar'
import { CustomerSignIn } from './customer-sign-in'
import { useFreshState } from './fresh-state'

/** Around every screen: sign-in comes first and keeps the address that was asked for. */
export function Shell() {
  const customerId = useSession()?.user.id
  return <Frame>{customerId === undefined ? <CustomerSignIn /> : <SignedIn key={customerId} />}</Frame>
}

function SignedIn() {
  const router = useRouter()
  useTrail()
  useFreshState()
  useOpenedFromPush((path) => router.history.push(path))
  return (
    <>
      <SearchNewsBar />
      <Outlet />
    </>
  )
}
