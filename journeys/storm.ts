import { setTimeout as pause } from 'node:timers/promises'
import type { CustomerCurrent, MitraChat } from '@bestie/contracts/chat'
import type { RequestCard } from '@bestie/contracts/pairing'
import { type Random, randomFrom } from '@bestie/dev-world/simulate/random'
import type { Page } from '@playwright/test'
import { onPoorLine, type PoorLine } from './poor-line'
import { askAgain, askForMoreTime, runOutTheClock, startSearch } from './sessions'
import { expect, type Person, test, type World } from './world'

/** The seed decides what people try and when their lines break; how long the lines lag, and the machine, decide what it meets. */
const seed = Number(process.env.STORM_SEED ?? Date.now() % 1_000_000)
const minutes = Number(process.env.STORM_MINUTES ?? 2)

test(`whatever happens on whatever line, all phones show in the end what the server says (seed ${seed})`, async ({ world }) => {
  test.setTimeout((minutes + 3) * 60_000)
  // Short enough that the windows' ends belong to the storm, long enough that a card which should have gone is still there.
  await world.set('pairing_blast_timeout_seconds', 45)
  await world.set('returning_chat_confirmation_timeout_seconds', 45)
  await world.set('goodbye_window_seconds', 30)
  const random = randomFrom(seed)
  const another = () => randomFrom(random.whole(1e9))
  const { world: watched, failures } = watchFailures(world)
  const [rani, dimas, tono] = [await world.customer('Rani'), await world.customer('Dimas'), await world.customer('Tono')]
  const [sari, budi] = [await world.mitra('Sari'), await world.mitra('Budi')]
  const phones: Phone[] = []
  for (const person of [rani, rani, dimas, sari, sari]) {
    const page = await world.open(person)
    page.on('pageerror', (error) => failures.push(`${person.role}: ${error.stack}`))
    page.on('console', (said) => {
      if (said.type() === 'error' && !ofTheLine.test(said.text())) failures.push(`${person.role}: ${said.text()}`)
    })
    phones.push({ person, page, line: await onPoorLine(page) })
  }
  const commands = commandsOf(watched, { customers: [rani, dimas, tono], mitras: [sari, budi], phones })

  const until = Date.now() + minutes * 60_000
  let rounds = 0
  while (Date.now() < until) {
    rounds += 1
    for (const phone of phones) {
      if (random.chance(0.3)) await moveOn(watched, phone, another())
      phone.line.lags = random.chance(0.5)
    }
    const troubles = phones.map((phone) => suffer(phone, random.whole(10), random.whole(1_500)))
    for (let left = 4 + random.whole(6); left > 0; left -= 1) {
      const wait = random.whole(400)
      // What is refused is over already, or was never allowed: nothing has happened then.
      const command = random.pick(commands)
      const done = command(another()).catch(() => {})
      if (random.chance(0.6)) await done
      await pause(wait)
    }
    await Promise.all(troubles)
    for (const phone of phones) phone.line.lags = false
    for (const phone of phones) await expect(() => showsWhatIsStored(watched, phone)).toPass({ timeout: 20_000 })
    expect(failures).toEqual([])
  }

  const [happened] = await world.sql(
    `SELECT (SELECT count(*)::int FROM chat_sessions) requests, (SELECT count(*)::int FROM chat_sessions WHERE started_at IS NOT NULL) chats,
            (SELECT count(*)::int FROM messages) messages, (SELECT count(*)::int FROM extensions) extensions`,
  )
  console.log(`seed ${seed}: ${rounds} rounds, ${JSON.stringify(happened)}`)
  expect(happened).not.toMatchObject({ chats: 0 })
})

interface Phone {
  person: Person
  page: Page
  line: PoorLine
}

/** What a browser says of a line that broke, and of an answer that is a refusal. */
const ofTheLine = /net::ERR_|Failed to load resource|Failed to fetch dynamically imported module|Unable to preload CSS/

/** This world, and the answers it gave that are neither what was asked for nor a refusal. */
function watchFailures(world: World) {
  const failures: string[] = []
  const call: World['call'] = async (person, method, path, body) => {
    const answer = await world.call(person, method, path, body)
    if (answer.status >= 500) failures.push(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer
  }
  return { world: Object.assign(Object.create(world) as World, { call }), failures }
}

const apiOf = ({ role }: Person) => (role === 'mitra' ? '/api/mitra' : '/api/client')

const currentOf = async (world: World, person: Person) =>
  (await world.call(person, 'GET', `${apiOf(person)}/chats/current`)).body as unknown as CustomerCurrent & { items: MitraChat[] }

const requestsTo = async (world: World, mitra: Person) =>
  (await world.call(mitra, 'GET', '/api/mitra/requests')).body.items as RequestCard[]

/** Each gets random numbers of its own, so that those which run at the same time do not take each other's. */
type Command = (random: Random) => Promise<unknown>

/** What people do, those more often that more follows from. Some of it on other devices than the phones on the screen. */
function commandsOf(world: World, people: { customers: Person[]; mitras: Person[]; phones: Phone[] }): Command[] {
  const { customers, mitras, phones } = people
  const end = async (person: Person, random: Random) => {
    for (const { chat_session_id, status } of (await currentOf(world, person)).items) {
      const path = `${apiOf(person)}/chats/${chat_session_id}`
      if (status === 'active' && random.chance(0.4)) await world.call(person, 'POST', `${path}/end`)
      if (status === 'closing') await world.call(person, 'POST', `${path}/goodbye`, { body: 'Sampai jumpa' })
    }
  }
  const start: Command = (random) => startSearch(world, random.pick(customers), { sensitive: random.chance(0.3) })
  const again: Command = (random) => askAgain(world, random.pick(customers), random.pick(mitras))
  const useWhatWaits: Command = async (random) => {
    const customer = random.pick(customers)
    const [waiting] = (await currentOf(world, customer)).waiting_payments
    const { payment_session_id } = waiting ?? {}
    if (payment_session_id) await world.call(customer, 'POST', '/api/client/chats/fallback-to-blast', { payment_session_id })
  }
  const cancel: Command = async (random) => {
    const customer = random.pick(customers)
    for (const { chat_session_id, status } of (await currentOf(world, customer)).items)
      if (status === 'searching') await world.call(customer, 'POST', `/api/client/chats/${chat_session_id}/cancel`)
  }
  const answer: Command = async (random) => {
    const mitra = random.pick(mitras)
    const cards = await requestsTo(world, mitra)
    if (cards.length === 0) return
    const path = `/api/mitra/requests/${random.pick(cards).chat_session_id}`
    await world.call(mitra, 'POST', `${path}/${random.chance(0.7) ? 'accept' : 'decline'}`)
  }
  const askForMore: Command = async (random) => {
    const customer = random.pick(customers)
    const chat = (await currentOf(world, customer)).items.find(({ status }) => status === 'active')
    if (chat) await askForMoreTime(world, customer, chat.chat_session_id)
  }
  const decide: Command = async (random) => {
    const mitra = random.pick(mitras)
    for (const { pending_extension } of (await currentOf(world, mitra)).items) {
      const path = `/api/mitra/extensions/${pending_extension?.extension_id}`
      if (pending_extension) await world.call(mitra, 'POST', `${path}/${random.pick(['approve', 'decline'])}`)
    }
  }
  const timeIsUp: Command = async (random) => {
    const chats = await world.sql<{ id: string }>(`SELECT id FROM chat_sessions WHERE status = 'active'`)
    if (chats.length > 0) await runOutTheClock(world, random.pick(chats).id)
  }
  const switchOver: Command = async (random) => {
    const mitra = random.pick(mitras)
    await world.call(mitra, 'POST', `/api/mitra/status/${random.chance(0.7) ? 'online' : 'offline'}`)
  }
  const write: Command = async (random) => {
    const { page } = random.pick(phones)
    const text = page.getByLabel('Tulis pesan')
    if ((await text.count()) === 0) return
    await text.fill(`Pesan ${random.whole(1_000_000)}`, { timeout: 1_000 })
    await text.press('Enter', { timeout: 1_000 })
  }
  return [
    ...[start, start, start, again, again, useWhatWaits, cancel, answer, answer, answer, answer, askForMore, askForMore],
    ...[decide, timeIsUp, switchOver, write, write, write, write],
    ...[customers, mitras].map(
      (side): Command =>
        (random) =>
          end(random.pick(side), random),
    ),
  ]
}

/** To one of the person's live chats, or home. */
async function moveOn(world: World, { person, page }: Phone, random: Random) {
  const chats = (await currentOf(world, person)).items.filter(({ status }) => status !== 'searching')
  const app = person.role === 'mitra' ? '/mitra' : ''
  const chat = chats.length > 0 && random.chance(0.7) ? random.pick(chats) : undefined
  await page.goto(`${world.publicUrl}${app}/${chat ? `${app ? 'chats' : 'chat'}/${chat.chat_session_id}` : ''}`)
}

/** After so many milliseconds: a reload, a time without any line, connections that break, or nothing. */
async function suffer({ page, line }: Phone, what: number, ms: number) {
  await pause(ms)
  if (what < 3) await page.reload()
  else if (what < 5) await line.carryNothing(2 * ms)
  else if (what < 7) await line.breakOff()
}

/** Throws unless the screen, whichever of the two it is, has exactly what the server has stored. */
async function showsWhatIsStored(world: World, { person, page }: Phone) {
  // A screen whose script the line lost asks for this tap.
  const again = page.getByRole('button', { name: 'Muat ulang', exact: true })
  if (await again.isVisible()) await again.click()
  const chatId = /\/chats?\/(.+)$/.exec(new URL(page.url()).pathname)?.[1]
  const screen = `${person.role} ${chatId ?? 'at home'}`
  if (chatId) {
    const seqs = await page
      .locator('[data-seq]')
      .evaluateAll((bubbles: HTMLElement[]) => bubbles.map(({ dataset }) => Number(dataset.seq)))
    const writes = (await page.getByLabel('Tulis pesan').count()) > 0
    const { body: chat } = await world.call(person, 'GET', `${apiOf(person)}/chats/${chatId}`)
    const all = Array.from({ length: Number(chat.last_seq) }, (_, index) => index + 1)
    expect({ seqs, writes }, screen).toEqual({ seqs: all, writes: chat.status === 'active' })
  } else if (person.role === 'mitra') {
    const names = async (section: string) =>
      (await page.locator(`section[aria-labelledby="${section}"] li`).allInnerTexts())
        .map((row) => /Rani|Dimas|Tono/.exec(row)?.[0])
        .toSorted()
    const shown = { requests: await names('open-requests'), chats: await names('live-chats') }
    const requests = await requestsTo(world, person)
    const { items } = await currentOf(world, person)
    const sorted = (rows: { call_name: string }[]) => rows.map(({ call_name }) => call_name).toSorted()
    expect(shown, screen).toEqual({ requests: sorted(requests), chats: sorted(items) })
  } else {
    const cards = await page.locator('main section[aria-label]').evaluateAll((all) => all.map(({ ariaLabel }) => ariaLabel))
    const { items, waiting_payments } = await currentOf(world, person)
    const titles = items.map(({ status, request_type, mitra }) => {
      if (status !== 'searching') return `Sesi dengan ${mitra?.display_name}`
      return request_type === 'returning' ? `Menunggu konfirmasi ${mitra?.display_name}` : 'Sedang mencari bestie'
    })
    expect(cards.toSorted(), screen).toEqual([...titles, ...waiting_payments.map(() => 'Sesi berbayarmu menunggu')].toSorted())
  }
}
