import type { Talkers } from '../drivers/talk'
import type { HelperProcess } from './helper-process'

/** Connects a crowd to a server without accounts, where a token is a number, and a customer's is their call name. */
export async function connectBare(
  driver: HelperProcess,
  side: string,
  url: string,
  { customers, mitras, linesEach = customers }: { customers: number; mitras: number; linesEach?: number },
): Promise<void> {
  const numbered = (from: number, count: number, name = '') =>
    Array.from({ length: count }, (_, number) => ({ token: `${name}${from + number}` }))
  await driver.ask('connect', {
    side,
    url,
    customers: numbered(1, customers, 'Teman '),
    mitras: numbered(0, mitras),
    linesEach,
  })
}

/** The two sides of a chat for a server without accounts, where a socket only says its chat and its side. */
export const barePair = (chat: string): Talkers => ({
  chat,
  auths: [
    { chat, side: 'a' },
    { chat, side: 'b' },
  ],
})

/** For a server that takes any payment: as many for each lane. */
export const anyPayments = (lanes: number, each: number): string[][] => Array.from({ length: lanes }, () => Array(each).fill(''))
