import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { alone } from './lock.mjs'
import { root, run } from './run.mjs'

const wanted = 'package-lock.json'
/** The list of installed packages that npm writes last, in the format of the lock file. */
const installed = 'node_modules/.package-lock.json'
const stampFile = join(root, 'node_modules/.bestie-stamp')

/** Installs the packages if any is missing or differs from the lock file. */
export async function install() {
  if (isAsBefore() || isInstalled()) return
  await alone(async () => {
    if (isInstalled()) return
    console.error('Installing packages (once; about a minute) …')
    // Not `npm ci`, which would begin by deleting all that is installed. With --no-save, install takes the locked
    // versions just as well and leaves the lock file alone.
    await run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'])
  })
}

/** Whether both lists are the same files as at the last comparison, which is quicker to tell than comparing their content. */
function isAsBefore() {
  try {
    return readFileSync(stampFile, 'utf8') === stamp()
  } catch {
    return false
  }
}

const stamp = () =>
  [wanted, installed]
    .map((path) => statSync(join(root, path)))
    .map(({ size, mtimeMs }) => `${size} ${mtimeMs}`)
    .join('\n')

/** The content decides: a fresh checkout gives every file a new time. */
function isInstalled() {
  const found = packagesIn(installed)
  if (!found) return false
  const isThere = Object.entries(packagesIn(wanted)).every(([path, { version, optional, peer }]) => {
    if (!path.startsWith('node_modules/')) return true
    return found[path] ? found[path].version === version : optional || peer
  })
  if (isThere) remember()
  return isThere
}

/** Where nothing may be written, the lists are compared every time. */
function remember() {
  try {
    writeFileSync(stampFile, stamp())
  } catch {}
}

function packagesIn(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8')).packages
  } catch {
    return undefined
  }
}
