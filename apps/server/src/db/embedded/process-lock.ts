import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Identifies a process, so that a later one with the same pid is not mistaken for it: the
 * pid and, where the system tells it, the start time. Undefined if there is no such process.
 */
export function processStamp(pid: number = process.pid): string | undefined {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined
  }
  try {
    // The command's name may hold spaces and parentheses; a fixed list follows the last one: state first, start time 20th.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // A zombie: dead, but not reaped by its parent, which in a container may never happen.
    if (fields[0] === 'Z') return undefined
    return `${pid} ${fields[19]}`
  } catch {
    return String(pid)
  }
}

/** Whether the process that left this stamp is still running. */
export function isRunning(stamp: string): boolean {
  const pid = Number.parseInt(stamp, 10)
  return Number.isInteger(pid) && pid > 0 && processStamp(pid) === stamp.trim()
}

/** Runs `work` while no other process on this machine holds `path`; takes over a lock whose holder has died. */
export async function withProcessLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const claim = `${path}.${randomUUID()}`
  await writeFile(claim, processStamp() ?? '')
  try {
    // A hard link appears with its content or not at all, so nobody ever reads a lock without a holder.
    while (!(await linked(claim, path))) {
      const holder = await readFile(path, 'utf8').catch(() => undefined)
      if (holder !== undefined && !isRunning(holder)) await rm(path, { force: true })
      else await sleep(50)
    }
  } finally {
    await rm(claim, { force: true })
  }
  try {
    return await work()
  } finally {
    await rm(path, { force: true })
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}
