/** How many turns each side has. */
export const turns = 5

/**
 * Lets ours and the reference measure alternately, A B A B …, and collects
 * their figures. An uncounted turn of each comes first, to warm both up.
 */
export async function inTurn<Figure>(
  ours: () => Promise<Figure>,
  reference: () => Promise<Figure>,
  { warmUp = true, times = turns }: { warmUp?: boolean; times?: number } = {},
): Promise<{ ours: Figure[]; reference: Figure[] }> {
  const found: { ours: Figure[]; reference: Figure[] } = { ours: [], reference: [] }
  if (warmUp) {
    await ours()
    await reference()
  }
  for (let turn = 0; turn < times; turn += 1) {
    found.ours.push(await ours())
    found.reference.push(await reference())
  }
  return found
}
