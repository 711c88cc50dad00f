import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Navigate } from '@tanstack/react-router'
import { HomeScreen } from './home/home-screen'
import { ScreenLoading } from './shell/screen-loading'
import { Shell } from './shell/shell'

const root = createRootRoute({ component: Shell, notFoundComponent: () => <Navigate to="/" replace /> })
const home = createRoute({ getParentRoute: () => root, path: '/', component: HomeScreen })
const payment = createRoute({
  getParentRoute: () => root,
  path: '/payment',
  /** `payment` is a payment that was begun: the gateway sends its customers back with it. */
  validateSearch: (search: Record<string, unknown>): { payment?: string } =>
    typeof search.payment === 'string' ? { payment: search.payment } : {},
  component: lazyRouteComponent(() => import('./payment/payment-screen'), 'PaymentScreen'),
})
const searching = createRoute({
  getParentRoute: () => root,
  path: '/searching/$paymentId',
  component: lazyRouteComponent(() => import('./searching/searching-screen'), 'SearchingScreen'),
})
const chat = createRoute({
  getParentRoute: () => root,
  path: '/chat/$chatId',
  component: lazyRouteComponent(() => import('./chat/chat-screen'), 'ChatScreen'),
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

const routeTree = root.addChildren([home, payment, searching, chat, history, profile])

/** The app's addresses: a reload, or a link, opens the same screen. */
export function createCustomerRouter() {
  return createRouter({ routeTree, defaultPreload: 'intent', defaultPendingComponent: ScreenLoading })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createCustomerRouter>
  }
}
