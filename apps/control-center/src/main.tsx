import '@bestie/ui/styles.css'
import './styles.css'
import { createApp } from '@bestie/ui/app'
import { AppFoundation } from '@bestie/ui/app-foundation.tsx'
import { mount } from '@bestie/ui/mount.tsx'
import { RouterProvider } from '@tanstack/react-router'
import { problems } from './problems'
import { createControlCenterRouter } from './routes'
import { desktopTheme } from './theme'

const app = createApp('bestie.control-center', { problems })

mount(
  app.storageKey,
  <AppFoundation app={app} theme={desktopTheme}>
    <RouterProvider router={createControlCenterRouter()} />
  </AppFoundation>,
)
