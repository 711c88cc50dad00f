import { Outlet } from '@tanstack/react-router'
import { Tabs } from './tabs'

/** The screens that the tab bar leads to. */
export function TabbedScreens() {
  return (
    <>
      <Outlet />
      <Tabs />
    </>
  )
}
