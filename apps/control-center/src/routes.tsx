import { RowsLoading } from '@bestie/ui/feedback.tsx'
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { parseQuery, writeQuery } from './address'
import { NotFound } from './shell/not-found'
import { Shell } from './shell/shell'

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound })
const page = (path: string, load: () => ReturnType<typeof lazyRouteComponent>) =>
  createRoute({ getParentRoute: () => root, path, component: load() })

const pages = [
  page('/', () => lazyRouteComponent(() => import('./dashboard/dashboard-page'), 'DashboardPage')),
  page('/settings', () => lazyRouteComponent(() => import('./settings/settings-page'), 'SettingsPage')),
  page('/failed-pairings', () =>
    lazyRouteComponent(() => import('./failed-pairings/failed-pairings-page'), 'FailedPairingsPage'),
  ),
]

/** The app's addresses: a reload, or a link, opens the same page with the same filters. */
export function createControlCenterRouter() {
  return createRouter({
    routeTree: root.addChildren(pages),
    defaultPreload: 'intent',
    defaultPendingComponent: RowsLoading,
    scrollRestoration: true,
    parseSearch: parseQuery,
    stringifySearch: writeQuery,
  })
}
