import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from '@playwright/test'
import pg from 'pg'

test('[S1] npm start says ready with its addresses, and a SIGTERM to npm stops the server and its database in order', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bestie-start-'))
  await chmod(folder, 0o755)
  const npm = spawn('npm', ['start'], {
    cwd: dirname(import.meta.dirname),
    env: { ...process.env, DATA_DIR: folder, PUBLIC_PORT: '0', INTERNAL_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [publicUrl, internalUrl, databaseUrl] = await new Promise<string[]>((resolve, reject) => {
    let said = ''
    npm.stdout.on('data', (chunk) => {
      said += chunk
      const ready = /^ready (\S+) (\S+) (\S+)$/m.exec(said)
      if (ready) resolve(ready.slice(1))
    })
    npm.once('exit', (status) => reject(new Error(`npm start ended with status ${status}: ${said}`)))
  })
  for (const url of [publicUrl, internalUrl]) expect((await fetch(`${url}/health`)).status).toBe(200)

  const ended = once(npm, 'exit')
  npm.kill('SIGTERM')
  await ended
  await expect(fetch(`${publicUrl}/health`)).rejects.toThrow()
  await expect(new pg.Client({ connectionString: databaseUrl }).connect()).rejects.toThrow(/ECONNREFUSED/)
  await rm(folder, { recursive: true, force: true })
})
