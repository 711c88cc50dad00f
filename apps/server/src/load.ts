import { createHash, randomUUID } from 'node:crypto'
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { createRequire, SourceMap } from 'node:module'
import { dirname, join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { Script } from 'node:vm'

const bundle = join(import.meta.dirname, 'bestie.cjs')
mapStacks()
// Node has this from version 21 on. Without it, pg creates a Response to detect its platform, which loads all of `fetch`.
if (!('navigator' in globalThis)) Object.assign(globalThis, { navigator: { userAgent: `Node.js/${process.versions.node}` } })
// The bundle is one function with a CommonJS module's parameters. It is ASCII, which latin1 decodes four times as fast as UTF-8.
const code = readFileSync(bundle, 'latin1')
const kept = placeOfCompiled()
const compiled = read(kept)
const script = new Script(code, { filename: bundle, ...(compiled && { cachedData: compiled }) })
const isToBeKept = compiled === undefined || script.cachedDataRejected
onceStarted()
const module = { exports: {} }
script.runInThisContext()(module.exports, createRequire(bundle), module, bundle, dirname(bundle))

/**
 * The path, beside the bundle, of its compile cache: one per set of Node arguments, since V8
 * rejects a cache compiled with others, and one per command, since each compiles different parts.
 */
function placeOfCompiled(): string {
  const { mtimeMs, size } = statSync(bundle)
  const of = [process.version, process.arch, ...process.execArgv, process.argv[2], mtimeMs, size]
  return `${bundle}.${createHash('sha256').update(of.join('\n')).digest('hex').slice(0, 12)}.compiled`
}

/**
 * Writes the compile cache 3 s after the start (or at exit, if sooner), not at shutdown: by then V8 has dropped start-up code.
 * After that, lets the heap grow to four times the live size, V8's usual factor: it lets a small heap grow by only a third,
 * which would mean a 20 ms collection every few seconds. Not before: V8 rejects a cache compiled with other flags.
 */
function onceStarted(): void {
  const keep = () => {
    if (isToBeKept) write(kept, script.createCachedData())
  }
  process.once('exit', keep)
  setTimeout(() => {
    process.off('exit', keep)
    keep()
    setFlagsFromString('--heap-growing-percent=300')
  }, 3_000).unref()
}

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}

/** Writes the whole file or none. Where the folder is read-only, every start compiles. */
function write(path: string, data: Buffer): void {
  try {
    const unfinished = `${path}.${randomUUID()}`
    writeFileSync(unfinished, data)
    renameSync(unfinished, path)
  } catch {}
}

/** Undefined if another build has replaced this one meanwhile: its source map has other lines. */
function readMap(): SourceMap | undefined {
  try {
    return placeOfCompiled() === kept ? new SourceMap(JSON.parse(readFileSync(`${bundle}.map`, 'utf8'))) : undefined
  } catch {
    return undefined
  }
}

/** Maps stack traces to the source lines. The map is large, so it is read only for the first stack. */
function mapStacks(): void {
  let map: SourceMap | undefined
  Error.prepareStackTrace = (error, sites) => {
    map ??= readMap()
    const places = sites.map((site) => {
      const [line, column] = [site.getLineNumber(), site.getColumnNumber()]
      if (map === undefined || site.getFileName() !== bundle || line === null || column === null) return String(site)
      const found = map.findEntry(line - 1, column - 1)
      if (!('originalSource' in found)) return String(site)
      const source = join(dirname(bundle), found.originalSource)
      return String(site).replace(
        `${bundle}:${line}:${column}`,
        `${source}:${found.originalLine + 1}:${found.originalColumn + 1}`,
      )
    })
    return [Error.prototype.toString.call(error), ...places.map((place) => `    at ${place}`)].join('\n')
  }
}
