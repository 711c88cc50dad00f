/** How long a stop may take, in ms. Clients are cut off before; what takes longer waits for a database or a Valkey that died unnoticed. */
const patience = 25_000

/**
 * Runs `stop` once when the process receives a stop signal, then exits: 0 if everything was released, 1 if `stop`
 * failed or took more than 25 s. Ignores repeats: Ctrl-C arrives from the terminal and again from `npm start`.
 */
export function stopOnSignal(stop: () => Promise<void>): void {
  let stopping = false
  const end = () => {
    if (stopping) return
    stopping = true
    setTimeout(() => {
      console.error('Stopping took too long; ending without waiting further.')
      process.exit(1)
    }, patience).unref()
    stop().then(
      () => process.exit(0),
      (error) => {
        console.error(error)
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
}
