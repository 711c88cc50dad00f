import { Outlet } from '@tanstack/react-router'
import { Tabs } from './tabs'

/** The screens that the bar of tabs leads to. */
export function TabbedScreens() {
  return (
    <>
      <Outlet />
      <Tabs />
    </>
  )
}
