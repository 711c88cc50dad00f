import { Broken } from '@bestie/ui/error-boundary.tsx'
import { RowsLoading } from '@bestie/ui/feedback.tsx'
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Navigate } from '@tanstack/react-router'
import { BrokenChat } from './chat/broken-chat'
import { HomeScreen } from './home/home-screen'
import { Shell } from './shell/shell'
import { TabbedScreens } from './shell/tabbed-screens'

const root = createRootRoute({ component: Shell, notFoundComponent: () => <Navigate to="/" replace /> })
const tabbed = createRoute({ getParentRoute: () => root, id: 'tabbed', component: TabbedScreens })
const home = createRoute({ getParentRoute: () => tabbed, path: '/', component: HomeScreen })
const history = createRoute({
  getParentRoute: () => tabbed,
  path: '/history',
  component: lazyRouteComponent(() => import('./history/history-screen'), 'HistoryScreen'),
})
const earnings = createRoute({
  getParentRoute: () => tabbed,
  path: '/earnings',
  component: lazyRouteComponent(() => import('./earnings/earnings-screen'), 'EarningsScreen'),
})
const profile = createRoute({
  getParentRoute: () => tabbed,
  path: '/profile',
  component: lazyRouteComponent(() => import('./profile/profile-screen'), 'ProfileScreen'),
})
const chat = createRoute({
  getParentRoute: () => root,
  path: '/chats/$chatId',
  component: lazyRouteComponent(() => import('./chat/chat-screen'), 'ChatScreen'),
  errorComponent: BrokenChat,
})

/** The app's addresses, all below /mitra. */
export function createMitraRouter() {
  return createRouter({
    routeTree: root.addChildren([tabbed.addChildren([home, history, earnings, profile]), chat]),
    basepath: '/mitra',
    defaultPreload: 'intent',
    defaultPendingComponent: RowsLoading,
    // Until the next address: Back, or a tab, leads out of a broken screen.
    defaultErrorComponent: Broken,
  })
}
