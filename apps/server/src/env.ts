import { isIP } from 'node:net'
import type { LevelWithSilent } from 'pino'
import { StartupError } from './startup-error'

/** What the environment configures. What operators tune is in `settings.ts`. */
export interface Env {
  host: string
  publicPort: number
  internalPort: number
  dataDir: string
  databaseUrl: string | undefined
  valkeyUrl: string | undefined
  /** `id:base64` of 32 bytes each, newest first. Without it, a file in the data folder holds the keys. */
  masterKeys: string | undefined
  corsOrigins: readonly string[]
  /** Proxies whose `X-Forwarded-For` we trust: addresses, networks, `loopback`, `linklocal`, `uniquelocal`. */
  trustedProxies: readonly string[]
  /** How often the sweeper runs, in ms. */
  sweepMs: number
  production: boolean
  /** How the mock gateway behaves: `instant` captures at once, `page` sends the customer to the gateway's own page. */
  mockGateway: 'instant' | 'page'
  logLevel: LevelWithSilent
  gatewayToken: string | undefined
  /** Where a role without an internal port serves health and metrics; without a port it serves none. */
  metricsHost: string
  metricsPort: number | undefined
  /** An OpenTelemetry collector that receives traces. */
  tracesTo: string | undefined
}

/** The checkout this process runs from. `scripts/` sets it, since the bundle does not know where it lies. */
export function repositoryRoot(): string {
  return process.env.BESTIE_ROOT ?? process.cwd()
}

/** Reads the environment, with the demo's defaults. Throws a StartupError that names the wrong variable. */
export function readEnv(source: NodeJS.ProcessEnv): Env {
  return {
    host: source.HOST || '127.0.0.1',
    publicPort: wholeNumber(source, 'PUBLIC_PORT', 3000, 0, 65_535),
    internalPort: wholeNumber(source, 'INTERNAL_PORT', 3001, 0, 65_535),
    dataDir: source.DATA_DIR || './data',
    databaseUrl: source.DATABASE_URL || undefined,
    valkeyUrl: address(source, 'VALKEY_URL', /^(redis|valkey)s?:/i, 'redis://127.0.0.1:6379'),
    masterKeys: source.MASTER_KEYS || undefined,
    corsOrigins: origins(source.CORS_ORIGINS),
    trustedProxies: proxies(source.TRUSTED_PROXIES ?? 'loopback'),
    sweepMs: wholeNumber(source, 'SWEEP_SECONDS', 60, 1, 3600) * 1000,
    production: source.NODE_ENV === 'production',
    mockGateway: choice(source, 'MOCK_GATEWAY', ['instant', 'page']),
    logLevel: choice(source, 'LOG_LEVEL', ['info', 'trace', 'debug', 'warn', 'error', 'fatal', 'silent']),
    gatewayToken: source.GATEWAY_TOKEN || undefined,
    metricsHost: source.METRICS_HOST || '127.0.0.1',
    tracesTo: address(source, 'OTEL_EXPORTER_OTLP_ENDPOINT', /^https?:/i, 'http://127.0.0.1:4318'),
    metricsPort: source.METRICS_PORT ? wholeNumber(source, 'METRICS_PORT', 0, 0, 65_535) : undefined,
  }
}

const list = (text = ''): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

/** As browsers send them in `Origin`: lower case, no final slash. Refuses what could never match, such as a path or `*`. */
function origins(text?: string): string[] {
  return list(text).map((given) => {
    // An app may come from a scheme of its own, whose origin `URL` does not know.
    if (/^(?!https?:)[a-z][a-z0-9+.-]*:\/\/[^\s/?#]+$/i.test(given)) return given
    const { origin, href } = URL.canParse(given) ? new URL(given) : { origin: 'null', href: '' }
    if (origin === 'null' || href !== `${origin}/`)
      throw new StartupError(`CORS_ORIGINS must be origins such as https://app.example.com, not "${given}".`)
    return origin
  })
}

/** An address with this scheme. The error does not repeat the value, which may hold a password. */
function address(source: NodeJS.ProcessEnv, name: string, scheme: RegExp, example: string): string | undefined {
  const text = source[name] || undefined
  if (text !== undefined && !(scheme.test(text) && URL.canParse(text) && new URL(text).host !== ''))
    throw new StartupError(`${name} must be an address such as ${example}.`)
  return text
}

/** Refuses networks wider than /8, such as everyone (/0): any client in one could forge its address. */
function proxies(text: string): string[] {
  for (const proxy of list(text)) {
    const [address = '', bits = '32', ...more] = proxy.split('/')
    // Try the names first: the first `isIP` compiles a regular expression, which would slow the start.
    const isNetwork = () => {
      const version = isIP(address)
      const longest = version === 6 ? 128 : 32
      return version !== 0 && /^\d+$/.test(bits) && Number(bits) >= 8 && Number(bits) <= longest && more.length === 0
    }
    const fits = ['loopback', 'linklocal', 'uniquelocal'].includes(proxy) || isNetwork()
    if (!fits) throw new StartupError(`TRUSTED_PROXIES must be addresses or networks of proxies, not "${proxy}".`)
  }
  return list(text)
}

function wholeNumber(source: NodeJS.ProcessEnv, name: string, fallback: number, min: number, max: number): number {
  const text = source[name]
  if (text === undefined || text === '') return fallback
  const value = Number(text)
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new StartupError(`${name} must be a whole number from ${min} to ${max}, not "${text}".`)
  }
  return value
}

function choice<const Choice extends string>(
  source: NodeJS.ProcessEnv,
  name: string,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  const text = source[name] || choices[0]
  const found = choices.find((candidate) => candidate === text)
  if (found === undefined) throw new StartupError(`${name} must be one of ${choices.join(', ')}, not "${text}".`)
  return found
}
