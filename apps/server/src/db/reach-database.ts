import pg from 'pg'
import { StartupError } from '../startup-error'

/** Tries to connect once, so that a wrong address gives one clear line instead of a failing server. */
export async function reachDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  try {
    await client.connect()
  } catch (error) {
    throw new StartupError(`DATABASE_URL cannot be reached (${withoutPassword(url)}): ${reasonOf(error)}`)
  }
  await client.end()
}

function withoutPassword(url: string): string {
  try {
    const shown = new URL(url)
    shown.password = ''
    return shown.href
  } catch {
    return 'not an address of the form postgres://user:password@host:port/database'
  }
}

function reasonOf(error: unknown): string {
  const { message, code } = error as { message?: string; code?: string }
  return message || code || String(error)
}
