import { isIPv6 } from 'node:net'

/**
 * What counts as one address: an IPv4 address itself, also when mapped into IPv6;
 * of IPv6 the first 64 bits, since one subscriber has all addresses behind them.
 */
export function networkOf(address: string): string {
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? []
  const [bare = ''] = address.split('%')
  if (mapped !== undefined || !isIPv6(bare)) return mapped ?? address
  const [front = '', back] = new URL(`http://[${bare}]`).hostname.slice(1, -1).split('::')
  const groups = front === '' ? [] : front.split(':')
  const after = back === undefined || back === '' ? [] : back.split(':')
  const zeros = back === undefined ? [] : Array<string>(8 - groups.length - after.length).fill('0')
  return `${[...groups, ...zeros, ...after].slice(0, 4).join(':')}::/64`
}
