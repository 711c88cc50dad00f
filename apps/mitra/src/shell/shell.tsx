import { useSession } from '@bestie/ui/app'
import { BrokenBar, ErrorBoundary } from '@bestie/ui/error-boundary.tsx'
import { RowsLoading } from '@bestie/ui/feedback.tsx'
import { Frame } from '@bestie/ui/frame.tsx'
import { useOpenedFromPush } from '@bestie/ui/push/opened-from-push'
import { useTrail } from '@bestie/ui/trail'
import { Outlet, useRouter } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useFreshChats } from '../chat/use-fresh-chats'
import { useMessageRing } from '../chat/use-message-ring'
import { ExtensionBanners } from '../extension/extension-banners'
import { useExtensions } from '../extension/use-extensions'
import { RequestOverlay } from '../requests/request-overlay'
import { RequestsProvider } from '../requests/requests-provider'

const MitraSignIn = lazy(() => import('./mitra-sign-in').then((module) => ({ default: module.MitraSignIn })))

/**
 * Around every screen: sign-in comes first and keeps the address
 * that was asked for; then the requests, which may come at any time.
 */
export function Shell() {
  const mitraId = useSession()?.user.id
  return (
    <Frame>
      {mitraId === undefined ? (
        <Suspense fallback={<RowsLoading />}>
          <MitraSignIn />
        </Suspense>
      ) : (
        <SignedIn key={mitraId} />
      )}
    </Frame>
  )
}

function SignedIn() {
  useTrail()
  useFreshChats()
  useExtensions()
  useMessageRing()
  const router = useRouter()
  useOpenedFromPush((path) => router.history.push(path))
  return (
    <RequestsProvider>
      {/* Whatever breaks here may not take the screens and the requests along. */}
      <ErrorBoundary fallback={<BrokenBar />}>
        <ExtensionBanners />
      </ErrorBoundary>
      <Outlet />
      <RequestOverlay />
    </RequestsProvider>
  )
}
