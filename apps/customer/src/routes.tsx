import type { ProblemCode } from '@bestie/ui/problem/texts'
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Navigate } from '@tanstack/react-router'
import { HomeScreen } from './home/home-screen'
import { BrokenScreen } from './shell/broken-screen'
import { ScreenLoading } from './shell/screen-loading'
import { Shell } from './shell/shell'

const root = createRootRoute({ component: Shell, notFoundComponent: () => <Navigate to="/" replace /> })
const home = createRoute({ getParentRoute: () => root, path: '/', component: HomeScreen })
const payment = createRoute({
  getParentRoute: () => root,
  path: '/payment',
  /**
   * `payment` is a payment that was begun: a reload goes on with it, and the gateway sends
   * its customers back with it. `again` is a chat of the past, whose mitra is to be asked again.
   */
  validateSearch: (search: Record<string, unknown>): { payment?: string; again?: string } => ({
    ...(typeof search.payment === 'string' ? { payment: search.payment } : {}),
    ...(typeof search.again === 'string' ? { again: search.again } : {}),
  }),
  component: lazyRouteComponent(() => import('./payment/payment-screen'), 'PaymentScreen'),
})
const searching = createRoute({
  getParentRoute: () => root,
  path: '/searching/$paymentId',
  component: lazyRouteComponent(() => import('./searching/searching-screen'), 'SearchingScreen'),
})
const returning = createRoute({
  getParentRoute: () => root,
  path: '/returning/$paymentId',
  /** `ask`: ask the mitra once more, after a failed attempt. */
  validateSearch: (search: Record<string, unknown>): { ask?: true } => (search.ask === true ? { ask: true } : {}),
  component: lazyRouteComponent(() => import('./returning/returning-screen'), 'ReturningScreen'),
})
const chat = createRoute({
  getParentRoute: () => root,
  path: '/chat/$chatId',
  /** `extension` is an extension's payment with which the mitra is still to be asked. */
  validateSearch: (search: Record<string, unknown>): { extension?: string } =>
    typeof search.extension === 'string' ? { extension: search.extension } : {},
  component: lazyRouteComponent(() => import('./chat/chat-screen'), 'ChatScreen'),
})
const moreTime = createRoute({
  getParentRoute: () => root,
  path: '/chat/$chatId/more-time',
  /** `payment` is an extension's payment that was begun here. */
  validateSearch: (search: Record<string, unknown>): { payment?: string } =>
    typeof search.payment === 'string' ? { payment: search.payment } : {},
  component: lazyRouteComponent(() => import('./extension/more-time-screen'), 'MoreTimeScreen'),
})
const history = createRoute({
  getParentRoute: () => root,
  path: '/history',
  component: lazyRouteComponent(() => import('./history/history-screen'), 'HistoryScreen'),
})
const profile = createRoute({
  getParentRoute: () => root,
  path: '/profile',
  component: lazyRouteComponent(() => import('./profile/profile-screen'), 'ProfileScreen'),
})
const payments = createRoute({
  getParentRoute: () => root,
  path: '/payments',
  component: lazyRouteComponent(() => import('./payments/payments-screen'), 'PaymentsScreen'),
})

const routeTree = root.addChildren([home, payment, searching, returning, chat, moreTime, history, profile, payments])

/** The app's addresses: a reload, or a link, opens the same screen. */
export function createCustomerRouter() {
  return createRouter({
    routeTree,
    defaultPreload: 'intent',
    defaultPendingComponent: ScreenLoading,
    // Until the next address: Back leads out of a broken screen.
    defaultErrorComponent: BrokenScreen,
  })
}

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** Why the payment that was begun elsewhere ended, for the screen where it may be begun again. */
    problem?: ProblemCode
  }
  interface Register {
    router: ReturnType<typeof createCustomerRouter>
  }
}
