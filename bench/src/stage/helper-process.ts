import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A process of the bench that answers questions: a driver, or a reference. */
export interface HelperProcess {
  pid: number
  // biome-ignore lint/suspicious/noExplicitAny: each helper says what it answers
  ask(question: string, given?: unknown): Promise<any>
  stop(): Promise<void>
}

type Reply = { id: number; answer?: unknown; error?: string }

/** Starts `file`, a path under `src`, in a process of its own, which ends with the bench at the latest. */
export function startHelper(file: string, execArgv: string[] = []): HelperProcess {
  const child: ChildProcess = fork(fileURLToPath(new URL(`../${file}`, import.meta.url)), [], {
    execArgv: ['--import', 'tsx', ...execArgv],
    serialization: 'advanced',
  })
  const waiting = new Map<number, (reply: Reply) => void>()
  child.on('message', (reply: Reply) => {
    waiting.get(reply.id)?.(reply)
    waiting.delete(reply.id)
  })
  child.once('exit', (status) => {
    for (const settle of waiting.values()) settle({ id: 0, error: `${file} ended with status ${status}` })
  })
  let asked = 0
  return {
    pid: child.pid as number,
    ask: (question, given) =>
      new Promise((resolve, reject) => {
        const id = ++asked
        waiting.set(id, ({ answer, error }) => (error === undefined ? resolve(answer) : reject(new Error(error))))
        child.send({ id, question, given })
      }),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
  }
}
