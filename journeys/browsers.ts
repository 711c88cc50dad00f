/** Chromium as its users have it: with windows, which can be in the background, and with notifications. */
export const chromiumPath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'

/** The same engine without the browser around it. It takes less than half the processor time, so most journeys run in it. */
export const headlessShellPath = process.env.HEADLESS_SHELL_PATH ?? '/usr/bin/chromium-headless-shell'
