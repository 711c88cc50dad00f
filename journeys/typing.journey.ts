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
