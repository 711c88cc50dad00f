import { setTimeout as sleep } from 'node:timers/promises'
import type { Measured } from '../figures'
import { memoryOf } from '../stage/cpu'
import { makePeople } from '../stage/people'
import type { Stage } from '../stage/stage'
import { inTurn } from '../turns'

const apps = 5_000
/** Garbage is collected before each measurement: the process collects on SIGUSR2. */
const collecting = ['--expose-gc', '--import', "data:text/javascript,process.on('SIGUSR2',()=>globalThis.gc())"]

/** The memory of a signed-in app that does nothing, beside a socket of a bare socket.io; every turn in a new process. */
export async function memory(stage: Stage): Promise<Measured[]> {
  const driver = stage.helper('drivers/crowd.ts')
  const first = await stage.bestie()
  const tokens = (await makePeople(first.pool, 'customer', apps)).map(({ token }) => ({ token }))
  await first.end('SIGTERM')

  async function each(pid: number, side: string, url: string, auths: object[]): Promise<number> {
    const before = await memoryAfterCollecting(pid)
    await driver.ask('connect', { side, url, auths })
    const after = await memoryAfterCollecting(pid)
    await driver.ask('disconnect', side)
    return (after - before) / apps
  }
  const ours = async () => {
    const bestie = await stage.bestie({ nodeOptions: collecting, databaseUrl: first.databaseUrl })
    const found = await each(bestie.pid, 'ours', bestie.url, tokens)
    await bestie.end('SIGTERM')
    return found
  }
  const bare = async () => {
    const peer = stage.helper('peers/bare.ts', collecting)
    const found = await each(peer.pid, 'bare', await peer.ask('open'), tokens)
    await peer.stop()
    return found
  }
  return [
    {
      metric: '8 · memory for each idle app, 5,000 of them',
      unit: 'kB',
      ...(await inTurn(ours, bare, { warmUp: false })),
      target: { sign: '≤', ratio: 1.3 },
    },
  ]
}

async function memoryAfterCollecting(pid: number): Promise<number> {
  for (let times = 0; times < 3; times += 1) {
    process.kill(pid, 'SIGUSR2')
    await sleep(500)
  }
  return await memoryOf(pid)
}
