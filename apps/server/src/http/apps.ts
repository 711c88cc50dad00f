import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import fastifyStatic from '@fastify/static'
import { repositoryRoot } from '../env'
import { Refusal } from '../refusal'
import type { BestieHttp } from './server'

/** An app's built files and the path prefix they are served under. */
interface ServedApp {
  name: 'customer' | 'mitra' | 'control-center'
  prefix: '/' | '/mitra/'
}

/** Serves the built apps. Every page of an app is its index.html; a path that no app knows stays a 404. */
export async function serveApps(app: BestieHttp, apps: ServedApp[]): Promise<void> {
  for (const { name, prefix } of apps) {
    const root = join(repositoryRoot(), 'apps', name, 'dist')
    if (!existsSync(root)) continue
    const files = await filesUnder(root)
    await app.register(async (scope) => {
      scope.addHook('onRoute', (route) => {
        route.config = { ...route.config, access: 'anyone' }
        route.schema = { ...route.schema, hide: true }
      })
      await scope.register(fastifyStatic, {
        root,
        // One route for all files, below: a route per file took a sixth of the start.
        serve: false,
        preCompressed: true,
        setHeaders: (reply, path) => {
          // Names of built files contain a hash of their content; everything else must be revalidated.
          reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
        },
      })
      scope.get<{ Params: { '*': string } }>(`${prefix}*`, (request, reply) => {
        const name = request.params['*']
        if (files.has(name)) return reply.sendFile(name)
        const isPage = name === '' || (request.headers.accept?.includes('text/html') ?? false)
        if (!isPage || /^\/(api|dev|internal|socket\.io)\//.test(request.url)) throw new Refusal('not_found')
        return reply.sendFile('index.html')
      })
      if (prefix !== '/') scope.get(prefix.slice(0, -1), (_request, reply) => reply.redirect(prefix, 308))
    })
  }
}

/** The paths of all files under a folder, without those that begin with a dot, such as the build's stamp. */
async function filesUnder(root: string): Promise<Set<string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
  return new Set(files.map(({ parentPath, name }) => relative(root, join(parentPath, name))))
}
