/** What `doing` comes to, or an error that says `late` after `patience` ms. It is not stopped: what comes of it then is not known. */
export async function within<Result>(patience: number, doing: Promise<Result>, late: string): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(late)), patience)
  })
  return await Promise.race([doing, tooLong]).finally(() => clearTimeout(timer))
}
