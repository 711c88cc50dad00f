import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { attempt, Failure } from './run.mjs'

const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64'

/** What the tests need that npm does not install: the program that must exist, and Debian's package for it. */
const forTests = [
  { package: 'chromium', isThere: () => existsSync(process.env.CHROMIUM_PATH ?? '/usr/bin/chromium') },
  {
    package: 'chromium-headless-shell',
    isThere: () => existsSync(process.env.HEADLESS_SHELL_PATH ?? '/usr/bin/chromium-headless-shell'),
  },
  { package: 'redis-server', isThere: () => isOnPath('redis-server') },
  { package: 'nginx-light', isThere: () => existsSync('/usr/sbin/nginx') },
  { package: 'libfaketime', isThere: () => existsSync(`/usr/lib/${machine}-linux-gnu/faketime/libfaketimeMT.so.1`) },
]

/** What only the bench needs: the database, and the peer that it is compared with. */
const forBench = [
  { package: 'postgresql-15', isThere: () => existsSync('/usr/lib/postgresql/15/bin/postgres') },
  { package: 'ejabberd', isThere: () => existsSync('/usr/sbin/ejabberdctl') },
  { package: 'erlang-p1-pgsql', isThere: () => existsSync('/usr/share/doc/erlang-p1-pgsql') },
]

/**
 * Installs the missing ones of these packages (by default those of the
 * tests) from Debian if that is allowed; otherwise says what to install.
 */
export async function installDebianPackages(wanted = forTests.map((entry) => entry.package)) {
  const missing = () =>
    [...forTests, ...forBench].filter((entry) => wanted.includes(entry.package) && !entry.isThere()).map((entry) => entry.package)
  if (missing().length === 0) return
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n']
  const apt = async (...args) => {
    const [command, ...rest] = [...sudo, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', ...args]
    return (await attempt(command, rest)).status === 0
  }
  if (isOnPath('apt-get') && (sudo.length === 0 || (await attempt('sudo', ['-n', 'true'], { quiet: true })).status === 0)) {
    console.error(`Installing ${missing().join(' and ')} …`)
    await apt('update')
    await apt('install', '-y', '--no-install-recommends', ...missing())
  }
  if (missing().length > 0) throw new Failure(`This needs ${missing().join(' and ')}: apt-get install ${missing().join(' ')}`)
}

function isOnPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)))
}
