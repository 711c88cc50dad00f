import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { root, run } from './run.mjs'

/** Installs the packages when they are missing or older than the lock file. Two starts at once install once. */
export async function install() {
  if (isInstalled()) return
  const lock = join(root, '.installing')
  for (let told = false; !claim(lock); told = true) {
    if (!told) console.error('Waiting for another install to end …')
    await sleep(300)
  }
  try {
    if (isInstalled()) return
    console.error('Installing packages (once; about a minute) …')
    await run('npm', ['ci', '--no-audit', '--no-fund'])
  } finally {
    rmSync(lock, { force: true })
  }
}

/** npm writes its own copy of the lock file last, so it is missing after an install that was cut short. */
function isInstalled() {
  const installed = modifiedAt(join(root, 'node_modules/.package-lock.json'))
  return installed !== undefined && installed >= modifiedAt(join(root, 'package-lock.json'))
}

function claim(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    if (!isAlive(lock)) rmSync(lock, { force: true })
    return false
  }
}

/** A lock just made may not have its holder's pid in it yet; it counts as held for a moment. */
function isAlive(lock) {
  try {
    const pid = Number(readFileSync(lock, 'utf8'))
    if (!pid) return Date.now() - modifiedAt(lock) < 5_000
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function modifiedAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs
}
