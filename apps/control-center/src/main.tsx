import '@bestie/ui/styles.css'
import './styles.css'
import { createApp } from '@bestie/ui/app'
import { AppFoundation } from '@bestie/ui/app-foundation.tsx'
import { mount } from '@bestie/ui/mount.tsx'
import { RouterProvider } from '@tanstack/react-router'
import { problems } from './problems'
import { createControlCenterRouter, loadAllPages } from './routes'
import { desktopTheme } from './theme'

const app = createApp('bestie.control-center', { problems })

mount(
  app.storageKey,
  <AppFoundation app={app} theme={desktopTheme}>
    <RouterProvider router={createControlCenterRouter()} />
  </AppFoundation>,
)

// Once the first page is there, nobody waits for the code of the others.
addEventListener('load', () => setTimeout(loadAllPages, 1_000), { once: true })
