import { bootWorld, type Person, testMasterKeys, type World } from '@bestie/dev-world/world'
import type { KyselyPlugin } from 'kysely'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openTokens } from '../auth/tokens'
import { openChatKeys } from '../sealing/chat-keys'
import { openMasterKeys } from '../sealing/master-keys'
import { loadSettings } from '../settings'
import { listenToDatabase, type Notifications } from './notifications'

let world: World
let notifications: Notifications
let rani: Person
beforeEach(async () => {
  world = await bootWorld()
  notifications = await listenToDatabase(world.databaseUrl, world.ctx.log)
  rani = await world.customer('Rani')
})
afterEach(async () => {
  await notifications.stop()
  await world.stop()
})

/** The world's database. `holdNext` holds back its next answer, after it has arrived, until `letGo`. */
function slowAnswers() {
  let hold = async (): Promise<void> => {}
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      await hold()
      return result
    },
  }
  function holdNext() {
    let letGo = () => {}
    const gone = new Promise<void>((resolve) => (letGo = resolve))
    const answered = new Promise<void>((resolve) => {
      hold = () => {
        hold = async () => {}
        resolve()
        return gone
      }
    })
    return { answered, letGo }
  }
  return { db: world.ctx.db.withPlugin(plugin), holdNext }
}
const told = (channel: Parameters<Notifications['on']>[0]) =>
  new Promise<void>((resolve) => notifications.on(channel, () => resolve()))

test('two changes of the settings whose answers come the wrong way round leave the newer one in force', async () => {
  const { db, holdNext } = slowAnswers()
  const settings = await loadSettings(db, notifications, undefined, world.ctx.log)
  const held = holdNext()
  await world.sql("update app_config set value = 'false' where key = 'early_end_customer_enabled'")
  await held.answered
  await world.sql("update app_config set value = 'false' where key = 'early_end_mitra_enabled'")
  await vi.waitFor(() => expect(settings.flag('early_end_mitra_enabled')).toBe(false), { interval: 5 })
  held.letGo()
  // By the next turn of the loop, the held answer has had its effect.
  await new Promise(setImmediate)
  expect(settings.flag('early_end_customer_enabled')).toBe(false)
  expect(settings.flag('early_end_mitra_enabled')).toBe(false)
})

test('a changed setting that cannot be read at once is in force once it can', async () => {
  const settings = await loadSettings(world.ctx.db, notifications, undefined, world.ctx.log)
  const changed = told('config_changed')
  await world.sql(`
    update app_config set value = '7' where key = 'max_customers_per_mitra';
    alter table app_config rename to app_config_away`)
  await changed
  await expect(settings.reload()).rejects.toThrow(/app_config/)
  expect(settings.whole('max_customers_per_mitra')).not.toBe(7)
  await world.sql('alter table app_config_away rename to app_config')
  await vi.waitFor(() => expect(settings.whole('max_customers_per_mitra')).toBe(7), { timeout: 5_000 })
})

test('a token that is revoked while it is looked up is not remembered as valid', async () => {
  const { db, holdNext } = slowAnswers()
  const tokens = openTokens(db, notifications, world.ctx.log)
  const [held, revoked] = [holdNext(), told('token_revoked')]
  const recognised = tokens.recognise(rani.token)
  await held.answered
  await world.ctx.tokens.revoke(rani.token)
  await revoked
  held.letGo()
  expect(await recognised).toBeUndefined()
  expect(tokens.recogniseKnown(rani.token)).toBeUndefined()
})

test('a chat’s key that is destroyed while it is read is not remembered', async () => {
  const { chatId } = await world.match(rani, await world.mitra('Sari'))
  await world.ctx.chatKeys.forWriting([chatId])
  const { db, holdNext } = slowAnswers()
  const masterKeys = await openMasterKeys({ masterKeys: testMasterKeys, dataDir: '' }, world.ctx.db)
  const chatKeys = openChatKeys(db, masterKeys, notifications)
  const [held, destroyed] = [holdNext(), told('chat_key_destroyed')]
  const reading = chatKeys.forReading([chatId])
  await held.answered
  await world.sql('delete from chat_keys')
  await destroyed
  held.letGo()
  await reading
  expect((await chatKeys.forReading([chatId])).size).toBe(0)
})
