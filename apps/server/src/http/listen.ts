import { isIPv6 } from 'node:net'
import { StartupError } from '../startup-error'
import type { BestieHttp } from './server'

/** Opens the port. Returns the URL for this machine; if the port is unavailable, throws with one clear line. */
export async function listenOn(app: BestieHttp, host: string, port: number, variable: string): Promise<string> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE')
      throw new StartupError(`Port ${port} is already taken. Stop what uses it, or set ${variable} to another port.`)
    if (code === 'EACCES')
      throw new StartupError(`Port ${port} may not be opened by this user. Set ${variable} to a port above 1023.`)
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new StartupError(`HOST ${host} is not an address of this machine.`)
    throw error
  }
  const address = app.server.address()
  const opened = typeof address === 'object' && address !== null ? address.port : port
  const here = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `http://${isIPv6(here) ? `[${here}]` : here}:${opened}`
}
