import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { alone } from './lock.mjs'
import { root, run } from './run.mjs'

/** Installs the packages when they are missing or not those of the lock file. */
export async function install() {
  if (isInstalled()) return
  await alone(async () => {
    if (isInstalled()) return
    console.error('Installing packages (once; about a minute) …')
    // Not `npm ci`: it refuses a lock file without the builds for other platforms, which not every registry carries. Without
    // --save, install takes the locked versions just as well and leaves the lock file alone.
    await run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'])
  })
}

/**
 * npm writes what it installed into node_modules, last, in the form of the lock file. What counts is the content: a fresh
 * checkout gives every file a new time.
 */
function isInstalled() {
  const installed = packagesIn('node_modules/.package-lock.json')
  if (!installed) return false
  return Object.entries(packagesIn('package-lock.json')).every(([path, { version, optional, peer }]) => {
    if (!path.startsWith('node_modules/')) return true
    const found = installed[path]
    return found ? found.version === version : optional || peer
  })
}

function packagesIn(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8')).packages
  } catch {
    return undefined
  }
}
