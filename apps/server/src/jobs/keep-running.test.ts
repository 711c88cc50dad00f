import { Writable } from 'node:stream'
import { bootWorld } from '@bestie/dev-world/world'
import { expect, onTestFinished, test } from 'vitest'
import { openLog } from '../observe/log'

test('[I2] a job that fails tells the log why, and nothing of the row that it failed at', async () => {
  const lines: string[] = []
  const log = openLog(
    'warn',
    new Writable({
      write(line, _encoding, done) {
        lines.push(String(line))
        done()
      },
    }),
  )
  const world = await bootWorld({}, { log })
  onTestFinished(world.stop)
  const [rani, operator] = [await world.customer('Rani'), await world.operator()]
  await world.sql('update customers set credit_balance = 5000 where id = $1', [rani.id])
  const { payment_session_id } = await world.paid(rani)
  await rani.post(`/api/client/payments/${payment_session_id}/cancel-search`)
  const [failure] = (await operator.get('/internal/failed-pairings')).body.items
  // PostgreSQL quotes the whole row, with the customer's phone, in the detail of this error.
  await world.sql('alter table customers add constraint no_more_credit check (credit_balance = 0) not valid')
  await operator.post(`/internal/failed-pairings/${failure.id}/action`, { action: 'refunded' })
  const told = () => lines.filter((line) => line.includes('no_more_credit'))
  await expect.poll(told, { timeout: 10_000 }).not.toEqual([])
  const [{ phone }] = (await world.sql<{ phone: string }>('select phone from customers where id = $1', [rani.id])) as [
    { phone: string },
  ]
  expect(told().filter((line) => line.includes(phone) || line.includes('Failing row'))).toEqual([])
})
