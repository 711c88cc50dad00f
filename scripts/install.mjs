import { statSync } from 'node:fs'
import { join } from 'node:path'
import { alone } from './lock.mjs'
import { root, run } from './run.mjs'

/** Installs the packages when they are missing or older than the lock file. */
export async function install() {
  if (isInstalled()) return
  await alone(async () => {
    if (isInstalled()) return
    console.error('Installing packages (once; about a minute) …')
    await run('npm', ['ci', '--no-audit', '--no-fund'])
  })
}

/** npm writes its own copy of the lock file last, so it is missing after an install that was cut short. */
function isInstalled() {
  const installed = modifiedAt(join(root, 'node_modules/.package-lock.json'))
  return installed !== undefined && installed >= modifiedAt(join(root, 'package-lock.json'))
}

function modifiedAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs
}
