import { expect, test } from 'vitest'
import { readEnv } from './env'

test('what is set to nothing is as if it were not set', () => {
  const { host, dataDir } = readEnv({ HOST: '', DATA_DIR: '' })
  expect([host, dataDir]).toEqual(['127.0.0.1', './data'])
})

test('[S1, B7] without a word from outside it listens on ports 3000 and 3001, and sweeps every 60 s', () => {
  expect(readEnv({})).toMatchObject({ publicPort: 3000, internalPort: 3001, sweepMs: 60_000 })
})

test('only addresses and networks can be trusted as proxies, and never everybody', () => {
  expect(readEnv({}).trustedProxies).toEqual(['loopback'])
  const trustedProxies = ['10.1.0.0/16', 'loopback', '2001:db8::7']
  expect(readEnv({ TRUSTED_PROXIES: trustedProxies.join(', ') })).toMatchObject({ trustedProxies })
  expect(readEnv({ TRUSTED_PROXIES: '' }).trustedProxies).toEqual([])
  for (const wrong of ['0.0.0.0/0', '::/0', 'true', 'nginx', '10.0.0.0/8/8', '10.0.0.0/33', '10.0.0.0/99', '2001:db8::/129']) {
    expect(() => readEnv({ TRUSTED_PROXIES: wrong })).toThrow(/TRUSTED_PROXIES/)
  }
})

test('origins count as browsers send them; what could never match stops the start', () => {
  const corsOrigins = ['https://app.bestie.test', 'http://127.0.0.1:5173', 'capacitor://localhost']
  expect(readEnv({ CORS_ORIGINS: corsOrigins.join(', ') })).toMatchObject({ corsOrigins })
  expect(readEnv({ CORS_ORIGINS: 'HTTPS://App.bestie.test:443/' })).toMatchObject({ corsOrigins: ['https://app.bestie.test'] })
  for (const wrong of ['*', 'app.bestie.test', 'https://app.bestie.test/mitra', 'https://me@app.bestie.test', 'null'])
    expect(() => readEnv({ CORS_ORIGINS: wrong })).toThrow(/CORS_ORIGINS/)
})

test('a collector of traces is an address', () => {
  expect(readEnv({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318/otlp' }).tracesTo).toBe('http://127.0.0.1:4318/otlp')
  for (const wrong of ['collector', 'collector:4317', 'http://'])
    expect(() => readEnv({ OTEL_EXPORTER_OTLP_ENDPOINT: wrong })).toThrow(/OTEL_EXPORTER_OTLP_ENDPOINT/)
})

test('Valkey is an address: a misspelt one stops the start, rather than be taken for a Valkey that is away', () => {
  for (const right of ['redis://127.0.0.1:6379', 'rediss://me:secret@valkey.test:6380/1', 'valkey://valkey'])
    expect(readEnv({ VALKEY_URL: right }).valkeyUrl).toBe(right)
  for (const wrong of ['nonsense', '127.0.0.1:6379', 'http://127.0.0.1:6379', 'redis://', 'redis:/127.0.0.1'])
    expect(() => readEnv({ VALKEY_URL: wrong })).toThrow(/VALKEY_URL/)
})
