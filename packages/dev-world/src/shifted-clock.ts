const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64'

/**
 * The environment of a process whose clock is off by this much, such as `+5m`. Only the time of day is off; intervals are true.
 */
export function shiftedClock(by: string): Record<string, string> {
  return {
    LD_PRELOAD: `/usr/lib/${machine}-linux-gnu/faketime/libfaketimeMT.so.1`,
    FAKETIME: by,
    DONT_FAKE_MONOTONIC: '1',
  }
}
