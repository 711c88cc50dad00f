import { createHash, randomUUID } from 'node:crypto'
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { createRequire, SourceMap } from 'node:module'
import { dirname, join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { Script } from 'node:vm'

const bundle = join(import.meta.dirname, 'bestie.cjs')
mapStacks()
// As Node has it from 21 on. Without it pg makes a Response to see whose it is, and all of `fetch` is loaded for that.
if (!('navigator' in globalThis)) Object.assign(globalThis, { navigator: { userAgent: `Node.js/${process.versions.node}` } })
// The bundle is one function that takes what a CommonJS module is given. It is pure ASCII, and latin1 is decoded four times as fast as UTF-8.
const code = readFileSync(bundle, 'latin1')
const kept = placeOfCompiled()
const compiled = read(kept)
const script = new Script(code, { filename: bundle, ...(compiled && { cachedData: compiled }) })
const isToBeKept = compiled === undefined || script.cachedDataRejected
onceStarted()
const module = { exports: {} }
script.runInThisContext()(module.exports, createRequire(bundle), module, bundle, dirname(bundle))

/**
 * Where V8's compiled form of this bundle is, beside it: for these arguments of Node, since V8 takes no other, and for this command,
 * since each compiles other parts.
 */
function placeOfCompiled(): string {
  const { mtimeMs, size } = statSync(bundle)
  const of = [process.version, process.arch, ...process.execArgv, process.argv[2], mtimeMs, size]
  return `${bundle}.${createHash('sha256').update(of.join('\n')).digest('hex').slice(0, 12)}.compiled`
}

/**
 * What was compiled is kept with all that was compiled on the way: some seconds on, or at the end of what ends before. Not at the end of a
 * server's life: V8 forgets the code of what has not run for a while, such as all that only a start needs.
 * From then on the heap may grow to four times what was in use, as V8 lets others; a small one it would let grow by a third, and look
 * through all of it every few seconds, for 20 ms in which everybody waits. Not before: what was compiled with other flags is not taken.
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

/** Whole or not at all, and not where nothing may be written: then every start compiles. */
function write(path: string, data: Buffer): void {
  try {
    const unfinished = `${path}.${randomUUID()}`
    writeFileSync(unfinished, data)
    renameSync(unfinished, path)
  } catch {}
}

/** Undefined where another build has taken this one's place meanwhile: its map tells of other lines. */
function readMap(): SourceMap | undefined {
  try {
    return placeOfCompiled() === kept ? new SourceMap(JSON.parse(readFileSync(`${bundle}.map`, 'utf8'))) : undefined
  } catch {
    return undefined
  }
}

/** Stacks name the sources' lines, not the bundle's. The map is read for the first stack that is asked for: it is large. */
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
