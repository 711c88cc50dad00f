import { isIP } from 'node:net'
import type { LevelWithSilent } from 'pino'
import { StartupError } from './startup-error'

/** What the process is told from outside. What operators tune lives in `settings.ts`. */
export interface Env {
  host: string
  publicPort: number
  internalPort: number
  dataDir: string
  databaseUrl: string | undefined
  valkeyUrl: string | undefined
  /** `id:base64` of 32 bytes each, newest first. Without it a file in the data folder holds them. */
  masterKeys: string | undefined
  corsOrigins: readonly string[]
  /** Whose word on where a request comes from (`X-Forwarded-For`) is taken: addresses, networks, `loopback`, `uniquelocal`. */
  trustedProxies: readonly string[]
  /** How often overdue things are swept up, in milliseconds. */
  sweepMs: number
  production: boolean
  /** Which of its talents the mock gateway shows: `instant` captures at once, `page` sends the customer to a page of its own. */
  mockGateway: 'instant' | 'page'
  logLevel: LevelWithSilent
  gatewayToken: string | undefined
  /** Where a role without an internal port tells its health and metrics; without a port it does not. */
  metricsHost: string
  metricsPort: number | undefined
  /** An OpenTelemetry collector that takes traces. */
  tracesTo: string | undefined
}

/** The checkout this process runs from; `scripts/` sets it, since the bundle does not know where it lies. */
export function repositoryRoot(): string {
  return process.env.BESTIE_ROOT ?? process.cwd()
}

/** Reads the environment, with the defaults of the demo. Throws a StartupError that names the variable which is wrong. */
export function readEnv(source: NodeJS.ProcessEnv): Env {
  return {
    host: source.HOST || '127.0.0.1',
    publicPort: wholeNumber(source, 'PUBLIC_PORT', 3000, 0, 65_535),
    internalPort: wholeNumber(source, 'INTERNAL_PORT', 3001, 0, 65_535),
    dataDir: source.DATA_DIR || './data',
    databaseUrl: source.DATABASE_URL || undefined,
    valkeyUrl: source.VALKEY_URL || undefined,
    masterKeys: source.MASTER_KEYS || undefined,
    corsOrigins: list(source.CORS_ORIGINS),
    trustedProxies: proxies(source.TRUSTED_PROXIES ?? 'loopback'),
    sweepMs: wholeNumber(source, 'SWEEP_SECONDS', 60, 1, 3600) * 1000,
    production: source.NODE_ENV === 'production',
    mockGateway: choice(source, 'MOCK_GATEWAY', ['instant', 'page']),
    logLevel: choice(source, 'LOG_LEVEL', ['info', 'trace', 'debug', 'warn', 'error', 'fatal', 'silent']),
    gatewayToken: source.GATEWAY_TOKEN || undefined,
    metricsHost: source.METRICS_HOST || '127.0.0.1',
    tracesTo: source.OTEL_EXPORTER_OTLP_ENDPOINT || undefined,
    metricsPort: source.METRICS_PORT ? wholeNumber(source, 'METRICS_PORT', 0, 0, 65_535) : undefined,
  }
}

const list = (text = ''): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

/** A network of everyone is none of proxies: whoever is in it could say that they are anybody. */
function proxies(text: string): string[] {
  for (const proxy of list(text)) {
    const [address = '', bits = '32', ...more] = proxy.split('/')
    // Names are looked at first: the first `isIP` compiles a pattern, which a start has no time for.
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
