import { setTimeout as pause } from 'node:timers/promises'
import type { Page, WebSocketRoute } from '@playwright/test'

/** The line of one phone, which may lag and break. */
export interface PoorLine {
  /** While true, what is read comes up to a second late and in any order, what is told up to half a second late. */
  lags: boolean
  /** Breaks off every connection; the phone knows at once. */
  breakOff(): Promise<void>
  /** Carries nothing for so many milliseconds. */
  carryNothing(ms: number): Promise<void>
}

/** Puts the page, loaded again, on such a line. */
export async function onPoorLine(page: Page): Promise<PoorLine> {
  const sockets = new Set<WebSocketRoute>()
  const line: PoorLine = {
    lags: false,
    async breakOff() {
      await Promise.all([...sockets].map((socket) => socket.close()))
      sockets.clear()
    },
    async carryNothing(ms) {
      await page.context().setOffline(true)
      await line.breakOff()
      await pause(ms)
      await page.context().setOffline(false)
    },
  }

  await page.route('**/api/**', async (route) => {
    if (!line.lags || route.request().method() !== 'GET') return await route.fallback()
    try {
      const response = await route.fetch()
      await pause(Math.random() * 1_000)
      await route.fulfill({ response })
    } catch {
      // The page that asked is gone.
    }
  })
  await page.routeWebSocket(/\/socket\.io\//, async (app) => {
    sockets.add(app)
    if (line.lags) await pause(Math.random() * 500)
    let told = Promise.resolve()
    app.connectToServer().onMessage((frame) => {
      const ms = line.lags ? Math.random() * 500 : 0
      told = told.then(() => pause(ms)).then(() => app.send(frame))
    })
  })
  await page.reload()
  return line
}
