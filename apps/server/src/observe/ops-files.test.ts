import { readFileSync } from 'node:fs'
import { startRedis } from '@bestie/dev-world/redis'
import { bootWorld, type World } from '@bestie/dev-world/world'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'

const read = (path: string) => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8')
const alerts = read('ops/alerts.yml')
const dashboard = read('ops/grafana-dashboard.json')
const metricsIn = (text: string) => new Set(text.match(/\b(bestie|nodejs|process)_[a-z0-9_]+\b/g))

let world: World
beforeEach(async () => {
  world = await bootWorld()
})
afterEach(() => world.stop())

test('alerts and dashboard ask for metrics that exist', async () => {
  const told = await (await fetch(`${world.internalUrl}/metrics`)).text()
  const known = new Set([...told.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name as string))
  const asked = [...metricsIn(alerts), ...metricsIn(dashboard)]
  expect(asked.length).toBeGreaterThan(20)
  expect(asked.filter((name) => !known.has(name.replace(/_(bucket|count|sum)$/, '')))).toEqual([])
})

test('every alert has its section in the runbook, and every section its alert', () => {
  const names = [...alerts.matchAll(/- alert: (\w+)/g)].map(([, name]) => name as string)
  const sections = [...read('docs/runbook.md').matchAll(/^## (\w+)$/gm)].map(([, name]) => name as string)
  expect(names.length).toBeGreaterThan(10)
  expect(sections).toEqual(names)
  for (const name of names) expect(alerts).toContain(`runbook: docs/runbook.md#${name.toLowerCase()}`)
})

test('what an alert counts is there from the start, as 0: Prometheus sees no increase in a counter that appears as 1', async () => {
  const redis = await startRedis()
  onTestFinished(() => redis.stop())
  const fresh = await bootWorld({ valkeyUrl: redis.url })
  onTestFinished(fresh.stop)
  const text = await (await fetch(`${fresh.internalUrl}/metrics`)).text()
  const told = text.split('\n').filter((line) => !line.startsWith('#'))
  const counted = [...alerts.matchAll(/\b(bestie_\w+_total)(?:\{(.*?)\})?\[/g)].map(([, name = '', labels = '']) => [
    name,
    ...labels.split(',').filter((label) => !label.includes('!=')),
  ])
  expect(counted.length).toBeGreaterThan(5)
  expect(counted.filter((parts) => !told.some((line) => parts.every((part) => line.includes(part))))).toEqual([])
})
