import { readFile } from 'node:fs/promises'
import { schemaText } from '@bestie/dev-world/schema-text'
import { sentDuring } from '@bestie/dev-world/statements'
import { bootWorld, type World } from '@bestie/dev-world/world'
import { sql } from 'kysely'
import ts from 'typescript'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { liveCustomersOf } from '../presence/live-customers'

let world: World
beforeAll(async () => {
  world = await bootWorld()
})
afterAll(() => world.stop())

test('[S2] the tables and the index are there', async () => {
  const tables = ['payment_sessions', 'pairing_failures', 'chat_request_notifications', 'chat_sessions', 'app_config']
  const found = await world.sql(
    "select table_name from information_schema.tables where table_schema = 'public' and table_name = any($1)",
    [tables],
  )
  expect(found).toHaveLength(tables.length)
  expect(
    await world.sql(
      "select column_name from information_schema.columns where table_name = 'chat_sessions' and column_name = 'payment_session_id'",
    ),
  ).toHaveLength(1)
  expect(await world.sql("select indexname from pg_indexes where indexname = 'idx_chat_sessions_mitra_status'")).toHaveLength(1)
})

test('[S3] the settings are seeded', async () => {
  const rows = await world.sql<{ key: string; value: string }>('select key, value from app_config')
  expect(Object.fromEntries(rows.map((row) => [row.key, row.value]))).toMatchObject({
    payment_session_timeout_minutes: '20',
    returning_chat_confirmation_timeout_seconds: '20',
    extension_default_action_on_timeout: 'auto_approve',
    pairing_blast_timeout_seconds: '60',
    extension_timeout_seconds: '10',
    max_customers_per_mitra: '3',
    goodbye_window_seconds: '60',
    early_end_customer_enabled: 'true',
    early_end_mitra_enabled: 'true',
  })
})

test('there are prices to begin with', async () => {
  const tiers = await world.sql(
    'select kind, count(*)::integer as tiers from pricing_tiers where active group by kind order by kind',
  )
  expect(tiers).toEqual([
    { kind: 'chat', tiers: 3 },
    { kind: 'extension', tiers: 3 },
  ])
})

test('the ledger is append-only and balances by itself', async () => {
  const customer = await world.customer()
  await world.paid(customer)
  await expect(world.sql('update ledger_entries set amount = 1')).rejects.toThrow(/append-only/)
  await expect(world.sql('delete from ledger_entries')).rejects.toThrow(/append-only/)
  await expect(
    world.sql("insert into ledger_entries (transaction_id, kind, account, amount) values (uuid_v7(), 'charge', 'gateway', 5)"),
  ).rejects.toThrow(/balance/)
})

test('[H4] the capacity count reads idx_chat_sessions_mitra_status, and no row of history', async () => {
  const [customer, mitra] = [await world.customer(), await world.mitra()]
  await world.sql(
    `insert into chat_sessions (customer_id, mitra_id, status, ended_by) select $1, $2, 'completed', 'timer' from generate_series(1, 20000)`,
    [customer.id, mitra.id],
  )
  await world.sql('vacuum analyze chat_sessions')
  const plansOf = async (work: () => Promise<unknown>) => {
    const plans: string[] = []
    for (const { text, values } of await sentDuring(work)) {
      if (!text.includes('count(distinct c.customer_id)')) continue
      const lines = await world.sql<{ 'QUERY PLAN': string }>(`explain ${text}`, values)
      plans.push(lines.map((line) => line['QUERY PLAN']).join('\n'))
    }
    return plans
  }
  const { payment_session_id } = await world.paid(customer)
  const start = () => customer.post('/api/client/chats/start', { payment_session_id })
  const plans = await plansOf(async () => {
    const { chat_session_id } = (await start()).body
    await mitra.post(`/api/mitra/requests/${chat_session_id}/accept`)
  })
  plans.push(...(await plansOf(() => sql`select ${liveCustomersOf(sql`${mitra.id}::uuid`, customer.id)}`.execute(world.ctx.db))))
  expect(plans.length).toBeGreaterThanOrEqual(3)
  for (const plan of plans) {
    expect(plan).toContain('idx_chat_sessions_mitra_status')
    expect(plan).not.toContain('Seq Scan on chat_sessions')
  }
})

test('the tables of TypeScript are the tables of the database, column by column', async () => {
  const source = ts.createSourceFile(
    'tables.ts',
    await readFile(new URL('./tables.ts', import.meta.url), 'utf8'),
    ts.ScriptTarget.Latest,
  )
  const interfaces = new Map<string, ts.InterfaceDeclaration>()
  source.forEachChild((node) => void (ts.isInterfaceDeclaration(node) && interfaces.set(node.name.text, node)))
  const members = (name: string) =>
    [...(interfaces.get(name)?.members ?? [])].filter(ts.isPropertySignature).map((member) => ({
      name: member.name.getText(source).replaceAll("'", ''),
      type: member.type?.getText(source) ?? '',
    }))
  const typed = members('Database').flatMap((table) =>
    members(table.type).map((column) => ({
      column: `${table.name.includes('.') ? '' : 'public.'}${table.name}.${column.name}`,
      nullable: column.type.includes('null'),
      generated: column.type.startsWith('Generated'),
    })),
  )
  const real = await world.sql<{ column: string; nullable: boolean; generated: boolean }>(`
    select table_schema || '.' || table_name || '.' || column_name as column, is_nullable = 'YES' as nullable,
      column_default is not null or is_identity = 'YES' as generated
    from information_schema.columns
    where table_schema in ('public', 'mock_gateway') and table_name <> 'migrations'`)
  const unknowns = ['public.audit_log.before', 'public.audit_log.after']
  const comparable = (columns: typeof typed) =>
    columns.filter(({ column }) => !unknowns.includes(column)).sort((a, b) => a.column.localeCompare(b.column))
  expect(comparable(typed)).toEqual(comparable(real))
})

test('schema.sql says what the migrations make', async () => {
  await expect(await schemaText(world.sql)).toMatchFileSnapshot('./schema.sql')
})
