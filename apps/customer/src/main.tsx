import '@bestie/ui/styles.css'
import { AppRoot } from '@bestie/ui/app-root.tsx'
import { createBestie } from '@bestie/ui/bestie'
import { mount, type ReactDom } from '@bestie/ui/mount.tsx'
import { installServiceWorker } from '@bestie/ui/service-worker/install-service-worker'
import { RouterProvider } from '@tanstack/react-router'
import { countsRenders } from './home/render-count'
import { createCustomerRouter } from './routes'

const bestie = createBestie('customer')
const show = (reactDom?: ReactDom) =>
  mount(
    bestie.storageKey,
    <AppRoot bestie={bestie}>
      <RouterProvider router={createCustomerRouter()} />
    </AppRoot>,
    reactDom,
  )

installServiceWorker()
// React counts renders (see home) only in its profiling build, which nobody else has to load.
if (countsRenders) void import('react-dom/profiling').then(show)
else show()
