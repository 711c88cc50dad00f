import { useRef, useState } from 'react'

/** A command to the server, with its last problem. A second tap does not send it again while it is under way. */
export function useCommand<Input extends unknown[]>(run: (...input: Input) => Promise<void>) {
  // State alone would come too late: two taps may come before the next render.
  const underWay = useRef(false)
  const [pending, setPending] = useState(false)
  const [problem, setProblem] = useState<unknown>(null)

  async function send(...input: Input) {
    if (underWay.current) return
    underWay.current = true
    setPending(true)
    setProblem(null)
    try {
      await run(...input)
    } catch (reason) {
      setProblem(reason)
    } finally {
      underWay.current = false
      setPending(false)
    }
  }

  return { send, pending, problem }
}
