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
