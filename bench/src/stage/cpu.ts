import { readdir, readFile } from 'node:fs/promises'

/** The CPU time of all threads of a process so far, in ms. */
export async function cpuOf(pid: number): Promise<number> {
  const folder = `/proc/${pid}/task`
  let nanoseconds = 0
  for (const thread of await readdir(folder)) {
    // A thread may end between the two reads.
    const line = await readFile(`${folder}/${thread}/schedstat`, 'utf8').catch(() => '0')
    nanoseconds += Number(line.split(' ')[0])
  }
  return nanoseconds / 1e6
}

/** The resident memory of a process, in kB. */
export async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1])
}

/**
 * The CPU time in ms of all processes under `parent`, such as a PostgreSQL server and its backends; ended processes do not count.
 */
export async function cpuUnder(parent: number): Promise<number> {
  let sum = await cpuOf(parent).catch(() => 0)
  const children = await readFile(`/proc/${parent}/task/${parent}/children`, 'utf8').catch(() => '')
  for (const child of children.split(' ').filter(Boolean)) sum += await cpuUnder(Number(child))
  return sum
}
