import { useApp, useSession } from '@bestie/ui/app'
import { ErrorBoundary } from '@bestie/ui/error-boundary.tsx'
import { RowsLoading } from '@bestie/ui/feedback.tsx'
import { useTexts } from '@bestie/ui/texts'
import { useKeepFocus } from '@bestie/ui/use-keep-focus'
import { AppShell } from '@mantine/core'
import { Outlet, useLocation } from '@tanstack/react-router'
import { lazy, Suspense, useEffect } from 'react'
import { useSelf } from '../account/use-self'
import { live } from '../live'
import classes from './shell.module.css'
import { Sidebar } from './sidebar'
import { shellTexts } from './texts'

const AccountPage = lazy(() => import('../account/account-page').then((module) => ({ default: module.AccountPage })))
const SignInPage = lazy(() => import('./sign-in-page').then((module) => ({ default: module.SignInPage })))

/** Around every page: sign-in comes first and keeps the address that was asked for. */
export function Shell() {
  useKeepFocus()
  const operatorId = useSession()?.user.id
  return operatorId === undefined ? (
    <Suspense fallback={<RowsLoading />}>
      <SignInPage />
    </Suspense>
  ) : (
    <SignedIn key={operatorId} />
  )
}

function SignedIn() {
  const { queries } = useApp()
  const texts = useTexts(shellTexts)
  const { pathname } = useLocation()
  // Nothing that the operator has read stays in memory after they leave.
  useEffect(() => () => queries.clear(), [queries])
  return (
    <AppShell navbar={{ width: 212, breakpoint: 0 }} transitionDuration={0}>
      <a className={classes.skip} href="#page">
        {texts.skip}
      </a>
      <AppShell.Navbar className={classes.sidebar}>
        <Sidebar />
      </AppShell.Navbar>
      <AppShell.Main id="page" tabIndex={-1} className={classes.page}>
        <ErrorBoundary key={pathname}>
          <Work />
        </ErrorBoundary>
      </AppShell.Main>
    </AppShell>
  )
}

/** The page that was asked for; while the operator has a duty, their account page instead. Duties and role may change meanwhile. */
function Work() {
  const hasDuties = (useSelf(live).data?.duties.length ?? 0) > 0
  return hasDuties ? (
    <Suspense fallback={<RowsLoading />}>
      <AccountPage />
    </Suspense>
  ) : (
    <Outlet />
  )
}
