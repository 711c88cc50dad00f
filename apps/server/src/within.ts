/**
 * Resolves with `doing`, or rejects with an error saying `late` after
 * `patience` ms. The work is not cancelled; its outcome is then unknown.
 */
export async function within<Result>(patience: number, doing: Promise<Result>, late: string): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(late)), patience)
  })
  return await Promise.race([doing, tooLong]).finally(() => clearTimeout(timer))
}
