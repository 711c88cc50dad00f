import { bubble, write } from './screens'
import { startChat } from './sessions'
import { expect, test } from './world'

test('a person who types is seen typing, also right after a message, until the message is there', async ({ world }) => {
  const [rani, sari] = [await world.customer('Rani'), await world.mitra('Sari')]
  const { chatId } = await startChat(world, rani, sari)
  const customer = await world.open(rani, { path: `/chat/${chatId}` })
  const mitra = await world.open(sari, { path: `/mitra/chats/${chatId}` })
  const typing = customer.getByText('Sari sedang mengetik…')
  for (const body of ['Iya', 'Aku di sini']) {
    await mitra.getByRole('textbox', { name: 'Tulis pesan' }).pressSequentially(body)
    await expect(typing).toBeVisible()
    await write(mitra, body)
    await expect(bubble(customer, body)).toBeVisible()
    await expect(typing).toHaveCount(0)
  }
})

test('the Enter that ends a composition sends nothing, also in a browser that calls the composition over by then', async ({
  world,
}) => {
  const rani = await world.customer('Rani')
  const { chatId } = await startChat(world, rani, await world.mitra('Sari'))
  const page = await world.open(rani, { path: `/chat/${chatId}` })
  const field = page.getByRole('textbox', { name: 'Tulis pesan' })
  await field.fill('Ni hao')
  await field.dispatchEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true })
  await expect(field).toHaveValue('Ni hao')
  await field.press('Enter')
  await expect(bubble(page, 'Ni hao')).toHaveCount(1)
  await expect(field).toHaveValue('')
})
