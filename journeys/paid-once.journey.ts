import type { Page, Route } from '@playwright/test'
import { startButton } from './screens'
import { finishChat, startChat } from './sessions'
import { expect, type Person, test, type World } from './world'

/** What was taken for each of this customer's payments, the free trial left out. */
const chargesOf = async (world: World, { id }: Person) =>
  (
    await world.sql<{ charged: number }>(
      'select charged_amount::integer as charged from payment_sessions where customer_id = $1 and not is_free_trial order by id',
      [id],
    )
  ).map(({ charged }) => charged)

/** A customer without a free trial, who pays. */
async function payingCustomer(world: World) {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  await finishChat(world, rani, sari)
  return { rani, sari, page: await world.open(rani) }
}

/** The next command to this address gets no answer; `reached` says that it was sent, or that the server has carried it out. */
async function leaveUnanswered(page: Page, url: string, { carriedOut }: { carriedOut: boolean }) {
  let reach = () => {}
  const reached = new Promise<void>((resolve) => {
    reach = resolve
  })
  let held = false
  // The route stays: without it the browser would send on what is held.
  await page.route(url, async (route) => {
    if (held || route.request().method() !== 'POST') return await route.fallback()
    held = true
    if (carriedOut) await route.fetch()
    reach()
  })
  // In an object: a promise that an async function returns would be waited for at once.
  return { reached }
}

const pay = (page: Page) => page.getByRole('button', { name: 'Bayar', exact: true })

test('a reload while a payment is confirmed goes on with this payment, and takes nothing twice', async ({ world }) => {
  const { rani, page } = await payingCustomer(world)
  for (const [turn, carriedOut] of [false, true].entries()) {
    await startButton(page).click()
    const { reached } = await leaveUnanswered(page, '**/confirm', { carriedOut })
    await pay(page).click()
    await reached
    await page.reload()
    await expect(page.getByRole('heading', { name: 'Mencari bestie' })).toBeVisible()
    expect(await chargesOf(world, rani)).toEqual(Array(turn + 1).fill(25_000))
    await page.getByRole('button', { name: 'Batalkan', exact: true }).click()
    await expect(startButton(page)).toBeVisible()
  }
})

test('a reload before the opening of a payment is answered opens no second one', async ({ world }) => {
  const { rani, page } = await payingCustomer(world)
  await startButton(page).click()
  const { reached } = await leaveUnanswered(page, '**/api/client/payments', { carriedOut: true })
  await pay(page).click()
  await reached
  await page.reload()
  await pay(page).click()
  await expect(page.getByRole('heading', { name: 'Mencari bestie' })).toBeVisible()
  expect(await chargesOf(world, rani)).toEqual([25_000])
})

test('a reload while "Curhat lagi" or more time is confirmed goes on with this payment too', async ({ world }) => {
  const { rani, sari, page } = await payingCustomer(world)
  await page.getByRole('button', { name: 'Riwayat', exact: true }).click()
  await page.getByRole('button', { name: 'Curhat lagi', exact: true }).click()
  const confirmation = await leaveUnanswered(page, '**/confirm', { carriedOut: false })
  await pay(page).click()
  await confirmation.reached
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Menunggu konfirmasi bestie...' })).toBeVisible()
  expect(await chargesOf(world, rani)).toEqual([25_000])
  await page.getByRole('button', { name: 'Batalkan', exact: true }).click()
  await expect(startButton(page)).toBeVisible()

  const { chatId } = await startChat(world, rani, sari)
  await page.goto(`${world.publicUrl}/chat/${chatId}`)
  await page.getByRole('button', { name: 'Tambah waktu', exact: true }).click()
  const extension = await leaveUnanswered(page, '**/confirm', { carriedOut: true })
  await page.getByRole('button', { name: 'Minta tambahan waktu', exact: true }).click()
  await extension.reached
  await page.reload()
  await expect(page.getByRole('region', { name: 'Menunggu jawaban bestie' })).toBeVisible()
  expect(await world.sql('select status from payment_sessions where is_extension')).toEqual([{ status: 'confirmed' }])
})

test('a payment that could not be confirmed after a reload is gone on with by hand, or given back', async ({ world }) => {
  const { rani, page } = await payingCustomer(world)
  await startButton(page).click()
  const { reached } = await leaveUnanswered(page, '**/confirm', { carriedOut: false })
  await pay(page).click()
  await reached
  const lost = (route: Route) => route.fulfill({ status: 504, body: '' })
  await page.route('**/confirm', lost)
  await page.reload()
  await expect(page.getByText('Pembayaranmu belum selesai.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Batalkan pembayaran' })).toBeVisible()
  await page.unroute('**/confirm', lost)
  await page.getByRole('button', { name: 'Lanjut bayar' }).click()
  await expect(page.getByRole('heading', { name: 'Mencari bestie' })).toBeVisible()
  expect(await chargesOf(world, rani)).toEqual([25_000])
})
