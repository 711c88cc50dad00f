/** Does `work` for each of `items`, at most `most` at once. One that fails keeps none of the others waiting; answers what failed, and how. */
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
