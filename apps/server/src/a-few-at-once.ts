/** Runs `work` for every item, at most `most` at a time. A failure stops no other. Returns the failed items with their errors. */
export async function aFewAtOnce<Item>(
  items: Item[],
  most: number,
  work: (item: Item) => Promise<unknown>,
): Promise<Map<Item, unknown>> {
  const failures = new Map<Item, unknown>()
  const waiting = items.values()
  const workThrough = async () => {
    for (const item of waiting) await work(item).catch((error) => failures.set(item, error))
  }
  await Promise.all(Array.from({ length: most }, workThrough))
  return failures
}
