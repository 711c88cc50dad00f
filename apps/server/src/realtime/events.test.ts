import type { Device } from '@bestie/dev-world/device'
import { bootWorld, type World } from '@bestie/dev-world/world'
import { afterEach, beforeEach, expect, test } from 'vitest'

let world: World
beforeEach(async () => {
  world = await bootWorld()
})
afterEach(async () => {
  expect(await world.broken()).toEqual({})
  await world.stop()
})

/** Everything that arrived on a device, each with the word in it that tells what happened. */
const heard = ({ received }: Device) =>
  received.map(({ name, data }) => {
    const { status, reason, outcome, body, is_online } = data as Record<string, unknown>
    return [name, status ?? reason ?? outcome ?? body ?? is_online].join(' ').trim()
  })

test('each device of everybody concerned hears the whole story: every event once, in the order in which it happened', async () => {
  const [rani, sari, budi, tika] = [
    await world.customer('Rani'),
    await world.mitra('Sari', { online: false }),
    await world.mitra('Budi', { online: false }),
    await world.mitra('Tika', { online: false }),
  ]
  const [phone, tablet, first, second, ofBudi, ofTika] = [
    await rani.connect(),
    await rani.connect(),
    await sari.connect(),
    await sari.connect(),
    await budi.connect(),
    await tika.connect(),
  ]
  for (const mitra of [sari, budi, tika]) await mitra.post('/api/mitra/status/online')

  const { body: left } = await rani.post('/api/client/payments', { tier_id: await world.tier('chat') })
  await rani.post(`/api/client/payments/${left.payment_session_id}/cancel`)

  const { payment_session_id } = await world.paid(rani)
  const chatId = (await rani.post('/api/client/chats/start', { payment_session_id })).body.chat_session_id
  await budi.post(`/api/mitra/requests/${chatId}/decline`)
  await sari.post(`/api/mitra/requests/${chatId}/accept`)
  await phone.say(chatId, 'Halo')
  await first.say(chatId, 'Ya?')

  const askForMore = async () => {
    const held = await world.paid(rani, await world.moreTime(chatId))
    const asked = await rani.post(`/api/client/chats/${chatId}/extensions`, { payment_session_id: held.payment_session_id })
    return asked.body.extension_id as string
  }
  await sari.post(`/api/mitra/extensions/${await askForMore()}/decline`)
  await sari.post(`/api/mitra/extensions/${await askForMore()}/approve`)

  await sari.post('/api/mitra/status/offline')
  await rani.post(`/api/client/chats/${chatId}/end`)
  await rani.post(`/api/client/chats/${chatId}/goodbye`, { body: 'Dadah' })
  await sari.post(`/api/mitra/chats/${chatId}/goodbye`, { body: 'Jaga diri' })

  const more = ['extension_requested', 'extension_resolved rejected', 'extension_requested', 'extension_resolved approved']
  const parting = ['session_closing', 'message Dadah', 'message Jaga diri', 'session_completed']
  const ofRani = (own: string[]) => [
    'payment_updated abandoned',
    'payment_updated confirmed',
    'pairing_matched',
    'payment_updated consumed',
    ...own,
    'payment_updated confirmed',
    ...more.slice(0, 2),
    'payment_updated failed_pairing',
    'payment_updated confirmed',
    ...more.slice(2),
    'payment_updated consumed',
    ...parting,
  ]
  const ofSari = (own: string[]) => [
    'mitra_status true',
    'chat_request',
    'chat_request_closed accepted',
    ...own,
    ...more,
    'mitra_status false',
    ...parting,
  ]
  // The device that a message was written on has its acknowledgement, and hears only of the other's.
  await expect.poll(() => heard(phone)).toEqual(ofRani(['message Ya?']))
  await expect.poll(() => heard(tablet)).toEqual(ofRani(['message Halo', 'message Ya?']))
  await expect.poll(() => heard(first)).toEqual(ofSari(['message Halo']))
  await expect.poll(() => heard(second)).toEqual(ofSari(['message Halo', 'message Ya?']))
  const untilTheAnswer = ['mitra_status true', 'chat_request']
  await expect.poll(() => heard(ofBudi)).toEqual([...untilTheAnswer, 'chat_request_closed declined'])
  await expect.poll(() => heard(ofTika)).toEqual([...untilTheAnswer, 'chat_request_closed taken'])
})
