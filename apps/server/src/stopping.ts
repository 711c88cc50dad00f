/** How long a stop may take, in ms: what hangs longer waits for a connection that is dead and does not know it. */
const patience = 25_000

/**
 * Runs `stop` once when the process is told to end, then exits: 0 when all was given back, 1 when it failed or took more than 25 s.
 * Repeats are ignored: a terminal's Ctrl-C and the one that `npm start` passes on are one wish.
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
