import pino, { type DestinationStream, type LevelWithSilent, type Logger } from 'pino'

/** What the log says about an error: what a developer needs, and nothing of the rows or messages it came from. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error }
  const { code, constraint, table, routine } = error as Error & Record<string, unknown>
  // A database error's `detail` and `where` quote the row itself, so they are left out.
  const told = { type: error.name, code, constraint, table, routine, message: error.message, stack: error.stack }
  const causes = error instanceof AggregateError ? error.errors.map(describeError) : undefined
  return { ...told, ...(error.cause !== undefined && { cause: describeError(error.cause) }), ...(causes && { causes }) }
}

/**
 * Logs one JSON line per event to stderr; stdout is for what a person asked
 * for. Lines carry ids, never contact data, codes, tokens or messages.
 */
export function openLog(
  level: LevelWithSilent,
  destination: DestinationStream = pino.destination({ fd: 2, sync: false }),
): Logger {
  return pino({ level, base: null, serializers: { err: describeError } }, destination)
}
