import type { Page } from '@playwright/test'
import { openControlCenter, visitControlCenter } from './control-center'
import { sentCode, signInByCode } from './screens'
import { expect, type Person, test } from './world'

const number = (page: Page) => page.getByRole('textbox', { name: 'Nomor HP' })
const code = (page: Page) => page.getByRole('textbox', { name: 'Kode 6 angka' })
const note = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text })

test('a sign-in that has ended says so at the sign-in page of each app; a sign-out says nothing', async ({ world }) => {
  const [rani, sari, admin] = [await world.customer('Rani'), await world.mitra('Sari'), await world.operator('admin')]
  const page = await world.open(rani, { path: '/profile' })
  const mitra = await world.open(sari)
  const operator = await openControlCenter(world, admin, '/mitras')
  await expect(page.getByRole('heading', { name: 'Profil' })).toBeVisible()
  await expect(mitra.getByText('Kamu online')).toBeVisible()
  await expect(operator.getByRole('link', { name: 'Sari', exact: true })).toBeVisible()

  const expire = ({ id }: Person) => world.sql('delete from access_tokens where user_id = $1', [id])
  for (const person of [rani, sari, admin]) await expire(person)
  // The operator's page reads again by itself.
  await expect(note(operator, 'Silakan masuk lagi: sesi masuk Anda sudah berakhir.')).toBeVisible()
  await mitra.reload()
  await expect(note(mitra, 'Kamu perlu masuk lagi. Chatmu tetap berjalan.')).toBeVisible()
  for (let load = 0; load < 2; load++) {
    await page.reload()
    await expect(note(page, 'Kamu perlu masuk lagi. Sesimu tetap berjalan.')).toBeVisible()
  }

  await signInByCode(world, page, rani.contact)
  await expect(page.getByRole('heading', { name: 'Profil' })).toBeVisible()
  await page.getByRole('button', { name: 'Keluar' }).click()
  await expect(number(page)).toBeVisible()
  await expect(note(page, 'Kamu perlu masuk lagi.')).toHaveCount(0)
})

test('the page that waits for the code outlasts a reload, until the number is changed or the code has expired', async ({
  world,
}) => {
  const rani = await world.customer('Rani')
  const page = await world.visit('/')
  const send = async () => {
    await number(page).fill(rani.contact)
    await page.getByRole('button', { name: 'Kirim kode' }).click()
    await expect(code(page)).toBeVisible()
  }
  await send()
  await page.reload()
  await expect(page.getByText(`Kode 6 angka sudah dikirim ke ${rani.contact}.`)).toBeVisible()

  await page.getByRole('button', { name: 'Ganti nomor' }).click()
  await page.reload()
  await expect(number(page)).toBeVisible()

  await send()
  // A code is valid for 10 minutes.
  await page.clock.setFixedTime(Date.now() + 11 * 60_000)
  await page.reload()
  await expect(number(page)).toBeVisible()
})

test('whoever looks the code up in another app for half a minute may ask for the next one when they are back', async ({
  world,
}) => {
  const rani = await world.customer('Rani')
  const page = await world.visit('/')
  await page.clock.install()
  await number(page).fill(rani.contact)
  await page.getByRole('button', { name: 'Kirim kode' }).click()
  await expect(page.getByText('Kirim ulang dalam')).toBeVisible()
  // Like a page that was frozen: what was due in between comes once.
  await page.clock.fastForward(31_000)
  await expect(page.getByRole('button', { name: 'Kirim ulang kode' })).toBeEnabled()
})

test('a number or address that cannot be one is said to be wrong at its field; a customer, who has none, is offered no email', async ({
  world,
}) => {
  for (const path of ['/', '/mitra/']) {
    const page = await world.visit(path)
    await number(page).fill('123')
    await page.getByRole('button', { name: 'Kirim kode' }).click()
    await expect(page.getByRole('alert')).toHaveText('Nomor ini sepertinya belum benar. Periksa lagi ya.')
    await expect(number(page)).toHaveAccessibleDescription(/sepertinya belum benar/)
    const email = page.getByRole('button', { name: 'Pakai email' })
    if (path === '/') {
      await expect(email).toHaveCount(0)
      continue
    }
    await email.click()
    await expect(page.getByRole('alert')).toHaveCount(0)
    await page.getByRole('textbox', { name: 'Email' }).fill('rani@')
    await page.getByRole('button', { name: 'Kirim kode' }).click()
    await expect(page.getByRole('alert')).toHaveText('Alamat email ini sepertinya belum benar. Periksa lagi ya.')
  }
})

test('the demo signs in with one click; each button names its account, on a narrow screen in large text too', async ({
  world,
}) => {
  const page = await world.visit('/', { viewport: { width: 320, height: 568 } })
  await page.addStyleTag({ content: 'html { font-size: 200% }' })
  await expect(page.getByRole('button', { name: /Dimas/ })).toHaveText('Dimas+6281100000002')
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
  await page.getByRole('button', { name: /Rani/ }).click()
  await expect(page.getByText('Halo, Rani')).toBeVisible()

  const controlCenter = await visitControlCenter(world)
  await controlCenter.getByRole('button', { name: 'supervisor@bestie.test' }).click()
  await expect(controlCenter.getByRole('heading', { name: 'Dashboard' })).toBeVisible()
})

test('a language chosen at the sign-in page is the account’s too; one that this device already had is not', async ({ world }) => {
  const [rani, dimas] = [await world.customer('Rani'), await world.customer('Dimas')]
  const page = await world.visit('/')
  const signIn = async (person: Person) => {
    await page.getByRole('textbox', { name: 'Mobile number' }).fill(person.contact)
    await page.getByRole('button', { name: 'Send code' }).click()
    await expect(page.getByRole('textbox', { name: '6-digit code' })).toBeVisible()
    await page.getByRole('textbox', { name: '6-digit code' }).fill(await sentCode(world, person.contact))
    await expect(page.getByText(`Hello, ${person.name}`)).toBeVisible()
  }
  const languageOf = async ({ id }: Person) => (await world.sql('select language from customers where id = $1', [id]))[0]

  await page.getByText('English', { exact: true }).click()
  await signIn(rani)
  await expect.poll(() => languageOf(rani)).toEqual({ language: 'en' })
  await page.goto(`${world.publicUrl}/profile`)
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()

  const changed: string[] = []
  page.on('request', (request) => request.method() === 'PATCH' && changed.push(request.url()))
  await signIn(dimas)
  expect(changed).toEqual([])
  expect(await languageOf(dimas)).toEqual({ language: 'id' })
})

test('the account’s language reaches a device on which none was chosen, and not the next account there; a choice that did not arrive is told again', async ({
  world,
}) => {
  const [rani, dimas] = [await world.customer('Rani'), await world.customer('Dimas')]
  await world.sql(`update customers set language = 'en' where id = $1`, [rani.id])
  const page = await world.open(rani)
  await expect(page.getByText('Hello, Rani')).toBeVisible()
  await page.reload()
  await expect(page.getByText('Hello, Rani')).toBeVisible()
  await page.getByRole('button', { name: 'Profile' }).click()
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.getByRole('button', { name: /^Dimas/ }).click()
  await expect(page.getByText('Halo, Dimas')).toBeVisible()

  const profile = await world.open(dimas, { path: '/profile' })
  await expect(profile.getByRole('textbox', { name: 'Nama panggilan' })).toBeVisible()
  const lost = profile.waitForEvent('requestfailed', (request) => request.method() === 'PATCH')
  await profile.route('**/api/me', (route) => (route.request().method() === 'PATCH' ? route.abort() : route.fallback()))
  await profile.getByText('English', { exact: true }).click()
  await lost
  await profile.unrouteAll()
  const languageOf = async () => (await world.sql('select language from customers where id = $1', [dimas.id]))[0]
  expect(await languageOf()).toEqual({ language: 'id' })
  await profile.reload()
  await expect.poll(languageOf).toEqual({ language: 'en' })
})

test('a blocked customer and a suspended mitra are told at the sign-in that they are', async ({ world }) => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari', { online: false })]
  const supervisor = await world.operator('supervisor')
  for (const path of [`/internal/customers/${rani.id}/block`, `/internal/mitras/${sari.id}/suspend`]) {
    expect((await world.call(supervisor, 'POST', path, { reason: 'laporan pelecehan' })).status).toBe(200)
  }
  for (const [path, person, words] of [
    ['/', rani, 'Akun ini kami blokir'],
    ['/mitra/', sari, 'Akunmu sedang ditangguhkan.'],
  ] as const) {
    const page = await world.visit(path)
    await signInByCode(world, page, person.contact)
    await expect(page.getByRole('alert')).toContainText(words)
  }
})
