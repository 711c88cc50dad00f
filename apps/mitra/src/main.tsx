import '@bestie/ui/styles.css'
import { AppRoot } from '@bestie/ui/app-root.tsx'
import { createBestie } from '@bestie/ui/bestie'
import { mount } from '@bestie/ui/mount.tsx'
import { installServiceWorker } from '@bestie/ui/service-worker/install-service-worker'
import { RouterProvider } from '@tanstack/react-router'
import { createMitraRouter } from './routes'

const bestie = createBestie('mitra')

installServiceWorker()
mount(
  bestie.storageKey,
  <AppRoot bestie={bestie}>
    <RouterProvider router={createMitraRouter()} />
  </AppRoot>,
)
