// biome-ignore-all lint/suspicious/noTemplateCurlyInString: such texts are what is tried
import fc from 'fast-check'

/** The part of JSON Schema that the documents use. */
export interface Schema {
  type?: string | string[]
  format?: string
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
  pattern?: string
  maxLength?: number
}

/** Texts that have broken servers before. */
const nastyTexts = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udc00x',
  '\u202egnp.exe',
  'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘',
  "' or 1=1 --",
  '${7*7}',
  '../../etc/passwd',
  '%00',
  '__proto__',
  '💛'.repeat(3_000),
  'x'.repeat(70_000),
  '00000000-0000-0000-0000-000000000000',
  '2026-02-30',
  '+6281100000001',
  'a@b.co',
]
const nastyNumbers = [0, -0, -1, 1e308, -1e308, 2 ** 31, 2 ** 53, 0.5, Number.MIN_VALUE]

export const nastyText = fc.oneof(fc.constantFrom(...nastyTexts), fc.string({ unit: 'binary', maxLength: 40 }))
export const anything: fc.Arbitrary<unknown> = fc.oneof(
  nastyText,
  fc.constantFrom(...nastyNumbers),
  fc.boolean(),
  fc.constant(null),
  fc.jsonValue({ maxDepth: 3 }),
  fc.constant(JSON.parse('{"__proto__": {"role": "admin"}, "constructor": 1}')),
)

/** Values that roughly fit the schema; uuids are taken from `ids`. */
export function fitting(schema: Schema, ids: string[]): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map((option) => fitting(option, ids)))
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  switch (type) {
    case 'string':
      if (schema.format === 'uuid' || schema.pattern?.includes('[0-9a-f')) return fc.oneof(fc.constantFrom(...ids), fc.uuid())
      if (schema.format === 'date')
        return fc.constantFrom('2026-11-22', '2026-02-29', '0000-02-29', '0001-01-01', '0001-03-01', '9999-12-31')
      if (schema.format === 'email') return fc.emailAddress()
      return fc.oneof(fc.string({ maxLength: Math.min(schema.maxLength ?? 100, 5_000) }), nastyText)
    case 'integer':
      return fc.oneof(fc.integer({ min: 0, max: 100 }), fc.integer())
    case 'number':
      return fc.double()
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array':
      return fc.array(fitting(schema.items ?? {}, ids), { maxLength: 5 })
    case 'object': {
      const properties = Object.entries(schema.properties ?? {}).map(([name, inner]) => [name, fitting(inner, ids)])
      return fc.record(Object.fromEntries(properties), { requiredKeys: (schema.required ?? []) as never[] })
    }
    default:
      return anything
  }
}

/** Mostly fitting values, often with one thing wrong, sometimes anything at all. */
export function nearly(schema: Schema, ids: string[]): fc.Arbitrary<unknown> {
  const fits = fitting(schema, ids)
  const spoilt = fc.tuple(fits, fc.nat(), anything).map(([value, at, wrong]) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong
    const names = [...Object.keys(value), 'unknown_field']
    return { ...value, [names[at % names.length] as string]: wrong }
  })
  return fc.oneof({ weight: 5, arbitrary: fits }, { weight: 4, arbitrary: spoilt }, { weight: 1, arbitrary: anything })
}
