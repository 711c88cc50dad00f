import { ask } from '@bestie/dev-world/ask'
import { todayInJakarta } from '@bestie/dev-world/today'
import { bootWorld, type World } from '@bestie/dev-world/world'
import { afterAll, beforeAll, expect, test } from 'vitest'

let world: World
beforeAll(async () => {
  world = await bootWorld()
})
afterAll(() => world.stop())

test('the audit log tells every operator who did what to whom, from where, before and after, and is searched by each', async () => {
  const [operator, supervisor] = [await world.operator(), await world.operator('supervisor')]
  await operator.patch('/internal/config', { extension_timeout_seconds: 6 })
  await supervisor.patch('/internal/config', { extension_timeout_seconds: 8, pairing_blast_timeout_seconds: 30 })
  const search = async (query: string) => (await operator.get(`/internal/audit?${query}`)).body
  const email = operator.contact
  expect(await search(`actor=${email}`)).toMatchObject({
    total: 1,
    items: [
      {
        actor: { id: operator.id, email },
        actor_role: 'operator',
        action: 'change_setting',
        subject: 'app_config/extension_timeout_seconds',
        address: '127.0.0.1',
        before: '10',
        after: '6',
      },
    ],
  })
  const today = todayInJakarta()
  expect((await search(`actor=${supervisor.id}`)).total).toBe(2)
  expect((await search('subject=app_config/extension')).total).toBe(2)
  expect((await search(`action=change_setting&from=${today}&to=${today}`)).total).toBe(3)
  expect((await search('action=erase_customer')).total).toBe(0)
  expect((await search('to=2020-01-01')).total).toBe(0)
  for (const change of ["update audit_log set action = 'x'", 'delete from audit_log', 'truncate audit_log']) {
    await expect(world.sql(change)).rejects.toThrow(/append-only/)
  }
})

test('a line of the audit log names the operator whom it is about, and leads to the payment of a failure', async () => {
  const [admin, colleague, rani] = [await world.operator('admin'), await world.operator(), await world.customer('Rani')]
  const { payment_session_id } = await world.paid(rani)
  await rani.post(`/api/client/payments/${payment_session_id}/cancel-search`)
  const [failure] = (await admin.get('/internal/failed-pairings')).body.items
  await admin.post(`/internal/failed-pairings/${failure.id}/action`, { action: 'credited' })
  await fetch(`${world.internalUrl}/internal/failed-pairings.csv`, { headers: { authorization: `Bearer ${admin.token}` } })
  await admin.patch(`/internal/operators/${colleague.id}`, { role: 'supervisor' })
  await ask(`${world.internalUrl}/internal/auth/sign-in`, 'POST', {}, { email: 'siapa@bestie.test', password: 'salah' })
  const line = async (action: string) => (await admin.get(`/internal/audit?action=${action}`)).body.items[0]
  expect(await line('decide_failed_pairing')).toMatchObject({ payment_session_id, subject_email: null })
  expect(await line('export_failed_pairings')).toMatchObject({ subject: 'pairing_failures', payment_session_id: null })
  expect(await line('change_role')).toMatchObject({ subject_email: colleague.contact, payment_session_id: null })
  expect(await line('sign_in_failed')).toMatchObject({ subject: 'operators/unknown', subject_email: null })
})

test('a setting says what it may be, who changed it last and from what, and all its changes', async () => {
  const operator = await world.operator()
  await operator.patch('/internal/config', { goodbye_window_seconds: 45 })
  await operator.patch('/internal/config', { goodbye_window_seconds: 50 })
  const { items } = (await operator.get('/internal/config')).body
  expect(items.find((setting: { key: string }) => setting.key === 'goodbye_window_seconds')).toMatchObject({
    value: '50',
    default: '60',
    changed_from: '45',
    rule: { kind: 'whole', min: 1, max: 3600 },
    updated_by: expect.stringContaining('operator'),
  })
  const history = (await operator.get('/internal/config/goodbye_window_seconds/history')).body.items
  expect(history).toMatchObject([
    { before: '45', after: '50' },
    { before: '60', after: '45' },
  ])
})

test('a number with zeros in front is the number', async () => {
  const operator = await world.operator()
  const written = async (goodbye_window_seconds: string) => {
    const { items } = (await operator.patch('/internal/config', { goodbye_window_seconds })).body
    return items.find((setting: { key: string }) => setting.key === 'goodbye_window_seconds')
  }
  expect(await written('070')).toMatchObject({ value: '70' })
  const changed_from = (await written('70')).changed_from
  expect(await written('0070')).toMatchObject({ value: '70', changed_from })
})

test('a command that changes nothing leaves no line, and a setting no change from itself', async () => {
  const [admin, colleague, mitra] = [await world.operator('admin'), await world.operator(), await world.mitra('Sari')]
  const person = `/internal/operators/${colleague.id}`
  const commands = [
    () => admin.patch('/internal/config', { early_end_mitra_enabled: false }),
    () => admin.patch(`/internal/mitras/${mitra.id}`, { display_name: 'Sari Baru' }),
    () => admin.patch(person, { role: 'supervisor' }),
    () => admin.post(`${person}/require-totp`, { required: true }),
    () => admin.post(`${person}/disable`, { reason: 'pergi' }),
    () => admin.post(`${person}/enable`, { reason: 'kembali' }),
  ]
  const linesOf = async () =>
    (await world.sql('select action from audit_log where actor_id = $1 order by created_at', [admin.id])).map(
      ({ action }) => action,
    )
  for (const command of commands) {
    const first = await command()
    const lines = await linesOf()
    expect(await command()).toEqual(first)
    expect([first.status, await linesOf()]).toEqual([200, lines])
  }
  expect(await linesOf()).toEqual([
    'change_setting',
    'rename_mitra',
    'change_role',
    'require_totp',
    'disable_operator',
    'enable_operator',
  ])
})

test('a setting’s changes are told in their order: one that waited for another is dated after it', async () => {
  const operator = await world.operator()
  const holder = await world.hold("select from app_config where key = 'goodbye_window_seconds' for update")
  const changing = operator.patch('/internal/config', { goodbye_window_seconds: 95 })
  await world.waiting()
  const [other] = await world.sql<{ ended_at: Date }>('select clock_timestamp() as ended_at')
  await holder.letGo()
  expect((await changing).status).toBe(200)
  const [line] = (await operator.get('/internal/config/goodbye_window_seconds/history')).body.items
  expect([line.after, new Date(line.changed_at) >= (other as { ended_at: Date }).ended_at]).toEqual(['95', true])
})
