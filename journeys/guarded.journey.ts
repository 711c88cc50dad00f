import { bubble, requestCard, write } from './screens'
import { startChat } from './sessions'
import { expect, test } from './world'

/** Piles of marks above and below each letter. */
const zalgo = 'H\u0351\u034b\u0346\u0300\u0301\u0302\u0303'.repeat(20)
const hostile = `${zalgo} \u202egnp.exe <img src=x onerror="document.title='taken'"> javascript:alert(1) https://contoh.test/masuk`

test('a hostile name and message turn, hide and reach over nothing, on any app', async ({ world }) => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('🌸 Sari')]
  const name = `\u202e\u200b${'K\u0335\u0336\u0337\u0338\u0339\u033a'.repeat(4)}ipanjang`
  // As it may lie in the database from elsewhere: the app's own field takes no such name.
  await world.sql('update customers set call_name = $2 where id = $1', [rani.id, name])
  const shown = `${'K\u0335\u0336\u0337'.repeat(4)}ipanjang`

  const { chatId } = await startChat(world, rani, sari)
  const customer = await world.open(rani, { path: `/chat/${chatId}` })
  const mitra = await world.open(sari, { path: `/mitra/chats/${chatId}` })
  await expect(mitra.getByRole('heading', { name: shown })).toBeVisible()
  // The first letter of a name is a whole one, not half of a flower.
  await expect(customer.getByText('🌸', { exact: true })).toBeVisible()
  await write(customer, 'x'.repeat(400))
  await write(customer, hostile)
  for (const page of [customer, mitra]) {
    const message = bubble(page, 'https://contoh.test/masuk')
    await expect(message).toHaveCount(1)
    // Text and nothing else: no image, and no link to tap.
    await expect(message).toContainText(`gnp.exe <img src=x onerror="document.title='taken'"> javascript:alert(1)`)
    await expect(message.locator('img, a, script')).toHaveCount(0)
    expect(await page.content()).not.toMatch(/[\u202a-\u202e\u200b]|\u0346\u0300/)
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
    await expect(page).not.toHaveTitle('taken')
  }
  const { body } = await world.call(sari, 'GET', `/api/mitra/chats/${chatId}/messages?after_seq=1`)
  expect(body.items).toMatchObject([{ body: hostile }])

  const operator = await world.open(await world.operator('supervisor'), { path: '/users' })
  await expect(operator.getByRole('link', { name: shown })).toBeVisible()
  await expect(requestCard(mitra)).toHaveCount(0)
})

test('a device that is signed out from another is back at the sign-in page', async ({ world }) => {
  const rani = await world.customer('Rani')
  const old = { ...rani, token: (await world.command('token', rani.contact)).trim().split('\n').at(-1) as string }
  const [page, lost] = [await world.open(rani, { path: '/profile' }), await world.open(old)]
  await expect(lost.getByText('Halo, Rani')).toBeVisible()
  const devices = page.getByRole('region', { name: 'Perangkat' })
  await expect(devices.getByText('Perangkat ini')).toBeVisible()
  await devices.getByRole('button', { name: 'Keluarkan' }).click()
  await expect(devices.getByRole('button')).toHaveCount(0)
  await expect(devices.getByText('Perangkat ini')).toBeVisible()
  await expect(lost.getByRole('textbox', { name: 'Nomor HP' })).toBeVisible()
})
