import { startEmbeddedPostgres } from '@bestie/server/db/embedded/embedded-postgres'
import { reachDatabase } from '@bestie/server/db/reach-database'
import { readEnv } from '@bestie/server/env'
import { stopOnSignal } from '@bestie/server/stopping'
import { makeDemo } from '../database'
import { startRedis } from '../redis'
import { startCluster } from './cluster'

const env = readEnv(process.env)
const stops: (() => Promise<void>)[] = []
const stopAll = async () => {
  for (const stop of stops.reverse()) await stop()
}

try {
  const embedded =
    env.databaseUrl === undefined ? await startEmbeddedPostgres({ dataDir: env.dataDir, log: console.log }) : undefined
  if (embedded) stops.push(embedded.stop)
  const databaseUrl = embedded?.url ?? (env.databaseUrl as string)
  await reachDatabase(databaseUrl)
  await makeDemo(databaseUrl)
  const redis = env.valkeyUrl === undefined ? await startRedis() : undefined
  if (redis) stops.push(redis.stop)
  const valkeyUrl = redis?.url ?? (env.valkeyUrl as string)
  const cluster = await startCluster({
    databaseUrl,
    valkeyUrl,
    publicPort: env.publicPort,
    internalPort: env.internalPort,
    envOf: () => ({ LOG_LEVEL: process.env.LOG_LEVEL || 'info' }),
    said: (name, text) => process.stderr.write(text.replace(/^(?=.)/gm, `${name.padEnd(8)}  `)),
    died: (name, status) => console.error(`${name} ended by itself (status ${status})`),
  })
  stops.push(cluster.stop)
  stopOnSignal(stopAll)
  console.log('')
  console.log(`  customer app    ${cluster.url}/`)
  console.log(`  mitra app       ${cluster.url}/mitra/`)
  console.log(`  control center  ${cluster.internalUrl}/`)
  console.log(`  outbox          ${cluster.internalUrl}/dev/outbox   (codes that would have been sent)`)
  console.log(`  Valkey          ${valkeyUrl}`)
  for (const { name, url, pid } of cluster.members) console.log(`  ${name.padEnd(14)}  pid ${String(pid()).padEnd(8)} ${url}`)
  console.log('')
  console.log(`ready ${cluster.url} ${cluster.internalUrl} ${databaseUrl}`)
} catch (error) {
  console.error(error)
  await stopAll()
  process.exit(1)
}
