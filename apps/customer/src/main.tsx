import '@bestie/ui/styles.css'
import { AppRoot } from '@bestie/ui/app-root.tsx'
import { createBestie } from '@bestie/ui/bestie'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createCustomerRouter } from './routes'
import { installServiceWorker } from './shell/install-service-worker'
import { reloadWhenOutdated } from './shell/reload-when-outdated'

const root = document.getElementById('root')
if (!root) throw new Error('the page has no #root')

installServiceWorker()
reloadWhenOutdated()
createRoot(root).render(
  <StrictMode>
    <AppRoot bestie={createBestie('customer')}>
      <RouterProvider router={createCustomerRouter()} />
    </AppRoot>
  </StrictMode>,
)
