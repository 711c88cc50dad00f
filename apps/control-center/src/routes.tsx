import { RowsLoading } from '@bestie/ui/feedback.tsx'
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, notFound } from '@tanstack/react-router'
import { isId, parseQuery, writeQuery } from './address'
import { NotFound } from './shell/not-found'
import { Shell } from './shell/shell'

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound })
const page = (path: string, load: () => ReturnType<typeof lazyRouteComponent>) =>
  createRoute({
    getParentRoute: () => root,
    path,
    component: load(),
    // A mistyped or cut ID is an address without a page; the server would refuse it as if somebody had filled in a form.
    beforeLoad: ({ params: { id } }: { params: { id?: string } }) => {
      if (id !== undefined && !isId(id)) throw notFound()
    },
  })

const pages = [
  page('/', () => lazyRouteComponent(() => import('./dashboard/dashboard-page'), 'DashboardPage')),
  page('/mitras', () => lazyRouteComponent(() => import('./mitras/mitras-page'), 'MitrasPage')),
  page('/mitras/$id', () => lazyRouteComponent(() => import('./mitras/mitra-page'), 'MitraPage')),
  page('/sessions', () => lazyRouteComponent(() => import('./chats/chats-page'), 'ChatsPage')),
  page('/sessions/$id', () => lazyRouteComponent(() => import('./chats/chat-page'), 'ChatPage')),
  page('/failed-pairings', () => lazyRouteComponent(() => import('./failures/failed-pairings-page'), 'FailedPairingsPage')),
  page('/users', () => lazyRouteComponent(() => import('./customers/customers-page'), 'CustomersPage')),
  page('/users/$id', () => lazyRouteComponent(() => import('./customers/customer-page'), 'CustomerPage')),
  page('/payments', () => lazyRouteComponent(() => import('./payments/payments-page'), 'PaymentsPage')),
  page('/payments/$id', () => lazyRouteComponent(() => import('./payments/payment-page'), 'PaymentPage')),
  page('/settings', () => lazyRouteComponent(() => import('./settings/settings-page'), 'SettingsPage')),
  page('/audit', () => lazyRouteComponent(() => import('./audit/audit-page'), 'AuditPage')),
  page('/operators', () => lazyRouteComponent(() => import('./operators/operators-page'), 'OperatorsPage')),
  page('/account', () => lazyRouteComponent(() => import('./account/account-page'), 'AccountPage')),
]

/** Loads every page's code, so that the menu works while the server is away too: the page then says so, and recovers by itself. */
export function loadAllPages(): void {
  for (const { options } of pages) void (options.component as { preload?: () => Promise<void> }).preload?.()
}

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
