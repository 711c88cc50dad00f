import { requestCard } from './screens'
import { startSearch } from './sessions'
import { expect, test } from './world'

test('closing a card puts it aside and shows the next, also where the browser does not ask the page first', async ({ world }) => {
  const sari = await world.mitra('Sari')
  for (const name of ['Rani', 'Dimas', 'Tono']) await startSearch(world, await world.customer(name))
  const mitra = await world.open(sari)
  const name = requestCard(mitra).getByText(/^(Rani|Dimas|Tono)$/)
  await expect(name).toBeVisible()
  await expect(requestCard(mitra)).toContainText('3 permintaan menunggu')
  const first = await name.textContent()
  // Playwright's looking at the page counts as a tap, which allows the page to keep its dialog open once: not the second time.
  await mitra.keyboard.press('Escape')
  await mitra.keyboard.press('Escape')
  await expect(name).toBeVisible()
  await expect(name).not.toHaveText(first ?? '')
  await expect(requestCard(mitra)).not.toContainText('permintaan menunggu')
  await expect(requestCard(mitra).getByRole('group')).toBeFocused()

  await mitra.keyboard.press('Escape')
  await expect(requestCard(mitra)).toHaveCount(0)
  await mitra.getByRole('button', { name: `Buka: ${first}` }).click()
  await expect(name).toHaveText(first ?? '')
})
