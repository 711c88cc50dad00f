/** Runs `task` at once and then every `interval` ms, leaving a turn out while the last run goes. Reports errors to `failed`. */
export function every(interval: number, task: () => Promise<void>, failed: (error: unknown) => void): { stop(): Promise<void> } {
  let running: Promise<void> | undefined
  const start = () => {
    running ??= task()
      .catch(failed)
      .finally(() => {
        running = undefined
      })
  }
  start()
  const timer = setInterval(start, interval)
  return {
    async stop() {
      clearInterval(timer)
      await running
    },
  }
}
