/** Runs `task` now and then `interval` ms after its last start, one run at a time. */
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
