/**
 * Gathers what arrives while a statement runs, and writes it with the next one: `write` gets one batch at a time and returns a
 * row for each entry, in order, with which `done` is called.
 */
export function inGroups<Entry, Row>(
  write: (entries: Entry[]) => Promise<(Row | undefined)[]>,
): (entry: Entry, done: (row: Row | undefined) => void) => void {
  let waiting: { entry: Entry; done(row: Row | undefined): void }[] = []
  let isWriting = false

  async function writeAll(): Promise<void> {
    isWriting = true
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      const rows = await write(batch.map(({ entry }) => entry))
      batch.forEach(({ done }, at) => void done(rows[at]))
    }
    isWriting = false
  }

  return (entry, done) => {
    waiting.push({ entry, done })
    if (!isWriting) setImmediate(() => !isWriting && void writeAll())
  }
}
