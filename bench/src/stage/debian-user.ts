import { readFile } from 'node:fs/promises'
import { userInfo } from 'node:os'

/** When this process is root, a server runs as the user that Debian made for it. */
export async function debianUser(name: string): Promise<{ uid: number; gid: number } | undefined> {
  if (userInfo().uid !== 0) return undefined
  const line = (await readFile('/etc/passwd', 'utf8')).split('\n').find((line) => line.startsWith(`${name}:`))
  const [, , uid, gid] = line?.split(':') ?? []
  return { uid: Number(uid), gid: Number(gid) }
}
