import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@bestie/server/free-port'
import { chromium } from '@playwright/test'
import lighthouse from 'lighthouse'
import { chromiumPath } from './browsers'
import { type Installation, install } from './installation'
import { storedSession } from './stored-session'

/** The lowest allowed scores of each page. */
const least = { performance: 90, accessibility: 95, 'best-practices': 95 } as const
type Category = keyof typeof least
type Scores = Record<Category, number>
type Seen = {
  scores: Scores
  /** The audits that cost points, in Lighthouse's own words. */
  found: string[]
}

/** Performance differs from run to run, even more on a machine with other work. */
const runs = 3

const categories = Object.keys(least) as Category[]
const apps = { customer: '/', mitra: '/mitra/' } as const
type App = keyof typeof apps

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/** One visit from a new phone: Lighthouse's mobile preset, an empty cache, signed in with `session`, if any. */
async function visit(origin: string, app: App, session: ReturnType<typeof storedSession> | null): Promise<Seen> {
  const profile = await mkdtemp(join(tmpdir(), 'bestie-lighthouse-'))
  const port = await freePort()
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath,
    args: ['--no-sandbox', '--disable-gpu', `--remote-debugging-port=${port}`],
  })
  try {
    if (session !== null) {
      const page = await context.newPage()
      // A page of the same origin that loads nothing of the app.
      await page.goto(`${origin}/health`)
      await page.evaluate(({ name, value }) => localStorage.setItem(name, value), session)
    }
    // Lighthouse's own clearing of storage would sign out again; the profile is new anyway.
    const options = { port, onlyCategories: categories, disableStorageReset: true, logLevel: 'error' } as const
    const result = await lighthouse(origin + apps[app], options)
    if (!result || result.lhr.runtimeError) throw new Error(result?.lhr.runtimeError?.message ?? 'Lighthouse gave no answer')
    const { lhr } = result
    const scores = Object.fromEntries(
      categories.map((category) => [category, Math.round((lhr.categories[category]?.score ?? 0) * 100)]),
    ) as Scores
    const short = categories.filter((category) => scores[category] < least[category])
    const found = short.flatMap((category) =>
      (lhr.categories[category]?.auditRefs ?? [])
        .filter(({ weight }) => weight > 0)
        .map(({ id }) => lhr.audits[id])
        .filter((audit) => audit?.score !== null && audit !== undefined && audit.score < 0.9)
        .map((audit) => `${category}: ${audit?.title} ${audit?.displayValue ?? ''}`.trimEnd()),
    )
    return { scores, found }
  } finally {
    await context.close()
    await rm(profile, { recursive: true, force: true })
  }
}

/** The stored session of a person with an account in this app. */
async function signIn(bestie: Installation, app: App) {
  const made = await bestie.command(`create-${app}`, app === 'customer' ? '+6281170000001' : '+6281270000001', 'Rani')
  const { id, token } = JSON.parse(made) as { id: string; token: string }
  return storedSession({ id, token, role: app })
}

const bestie = await install()
let isShort = false
try {
  console.log(`${'page'.padEnd(28)}${categories.map((category) => category.padStart(16)).join('')}`)
  for (const app of Object.keys(apps) as App[]) {
    const session = await signIn(bestie, app)
    for (const signedIn of [false, true]) {
      const seen: Seen[] = []
      for (let run = 0; run < runs; run++) seen.push(await visit(bestie.publicUrl, app, signedIn ? session : null))
      const row = categories.map((category) => {
        const score = median(seen.map(({ scores }) => scores[category]))
        if (score < least[category]) isShort = true
        return (score < least[category] ? `${score} < ${least[category]}` : String(score)).padStart(16)
      })
      console.log(`${`${app}, ${signedIn ? 'home' : 'signed out'}`.padEnd(28)}${row.join('')}`)
      for (const line of new Set(seen.flatMap(({ found }) => found))) console.log(`  ${line}`)
    }
  }
} finally {
  await bestie.remove()
}
process.exitCode = isShort ? 1 : 0
