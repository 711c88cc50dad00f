/**
 * Runs `stop` once when the process is told to end, then exits: 0 when all was given back. Repeats are ignored: a terminal's
 * Ctrl-C and the one that `npm start` passes on are one wish.
 */
export function stopOnSignal(stop: () => Promise<void>): void {
  let stopping = false
  const end = () => {
    if (stopping) return
    stopping = true
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
