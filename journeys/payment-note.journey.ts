import { expect, test } from './world'

test('why paying did not work is said beside the button, on a small screen scrolled down too', async ({ world }) => {
  await world.mitra()
  const page = await world.open(await world.customer(), { path: '/payment', context: { viewport: { width: 320, height: 568 } } })
  await page.getByText('Cerita yang berat').click()
  await page.context().setOffline(true)
  await page.getByRole('button', { name: 'Mulai', exact: true }).click()
  await expect(page.getByRole('alert')).toBeInViewport({ ratio: 1 })
})
