import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { PostgresHome } from './home'

/** One embedded server: its home, the folder of the binaries that it runs, and its password. */
export interface Server extends PostgresHome {
  bin: string
  password: string
}

/** Where a running server can be reached. */
export interface Address {
  url: string
  port: number
}

export const addressOf = ({ password }: Server, port: number): Address => ({
  port,
  url: `postgres://bestie:${password}@127.0.0.1:${port}/bestie`,
})

const run = promisify(execFile)

/** Runs one of PostgreSQL's programs to its end. */
export function runProgram(server: Server, program: string, args: string[]) {
  return run(join(server.bin, program), args, placeOf(server))
}

/** How PostgreSQL's programs are run: as the permitted user, in a folder that this user can enter, with messages in English. */
export const placeOf = ({ folder, user }: Server) => ({ ...user, cwd: folder, env: { PATH: process.env.PATH, LC_ALL: 'C' } })

/** The one line of PostgreSQL's output that says what is wrong. */
export function reason(output: string): string {
  const lines = output.trim().split('\n')
  const telling = lines.find((line) => /FATAL|PANIC|error:/.test(line)) ?? lines.at(-1) ?? ''
  return telling.replace(/^.*?(FATAL|PANIC|error):\s*/, '')
}

/** What the server last wrote into its `postmaster.pid`; the pid is 0 if there is none. */
export async function pidFileOf({ cluster }: PostgresHome): Promise<{ pid: number; port: number; isReady: boolean }> {
  const lines = (await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
  return { pid: Number(lines[0]), port: Number(lines[3]), isReady: lines[7]?.trim() === 'ready' }
}
