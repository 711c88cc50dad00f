import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { crc32, deflateSync, inflateSync } from 'node:zlib'
import type { Page } from '@playwright/test'
import { openControlCenter, row } from './control-center'
import { mark, requestCard, startButton, write } from './screens'
import { finishChat, startChat, startSearch } from './sessions'
import { expect, test } from './world'

const pictures = join(dirname(import.meta.dirname), 'docs/pictures')

async function draw(page: Page, name: string) {
  await mkdir(pictures, { recursive: true })
  await writeFile(join(pictures, name), packed(await page.screenshot({ animations: 'disabled', caret: 'initial' })))
}

/** The same PNG, a fifth smaller: the browser compresses quickly rather than well. */
function packed(png: Buffer): Buffer {
  const header = png.subarray(0, 8)
  const chunks: { type: string; data: Buffer }[] = []
  for (let at = header.length; at < png.length; ) {
    const length = png.readUInt32BE(at)
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) })
    at += length + 12
  }
  const pixels = inflateSync(Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data)))
  const info = chunks.filter(({ type }) => type === 'IHDR')
  const all = [...info, { type: 'IDAT', data: deflateSync(pixels, { level: 9 }) }, { type: 'IEND', data: Buffer.alloc(0) }]
  return Buffer.concat([header, ...all.map(written)])
}

function written({ type, data }: { type: string; data: Buffer }): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, check])
}

test('what a customer sees: a chat that does good', async ({ world }) => {
  const rani = await world.customer('Rani')
  const sari = await world.mitra('Sari')
  const { chatId } = await startChat(world, rani, sari)
  const customer = await world.open(rani)
  await expect(startButton(customer)).toBeEnabled()
  await customer.goto(`${world.publicUrl}/chat/${chatId}`)
  const mitra = await world.open(sari, { path: `/mitra/chats/${chatId}` })
  await write(mitra, 'Halo Rani, aku Sari. Ceritakan pelan-pelan saja, aku mendengarkan.')
  await write(customer, 'Halo Sari. Aku lagi capek banget, rasanya semua orang butuh aku.')
  await expect(mark(customer, 'capek banget', 'Dibaca')).toBeVisible()
  await write(mitra, 'Itu pasti berat. Kapan terakhir kali ada yang bertanya apa yang kamu butuhkan?')
  await expect(mark(mitra, 'Itu pasti berat', 'Dibaca')).toBeVisible()
  await write(customer, 'Kayaknya belum pernah. Makasih sudah tanya.')
  await write(customer, 'Aku mulai dari minggu lalu ya')
  await expect(mark(customer, 'minggu lalu', 'Dibaca')).toBeVisible()
  await mitra.getByRole('textbox', { name: 'Tulis pesan' }).pressSequentially('Iya')
  await expect(customer.getByText('Sari sedang mengetik…')).toBeVisible()
  await draw(customer, 'customer.png')
})

test('what a mitra sees: someone who asks for them', async ({ world }) => {
  const mitra = await world.open(await world.mitra('Sari'))
  await expect(mitra.getByText('Kamu online')).toBeVisible()
  await startSearch(world, await world.customer('Rani'))
  const accept = requestCard(mitra).getByRole('button', { name: 'Terima', exact: true })
  await expect(accept).toHaveAttribute('aria-disabled', 'false')
  await draw(mitra, 'mitra.png')
})

test('what an operator sees: what did not happen, and what was decided about it', async ({ world }) => {
  const [sari, operator] = [await world.mitra('Sari'), await world.operator('operator')]
  for (const name of ['Bintang', 'Tono', 'Dimas', 'Rani']) {
    const customer = await world.customer(name)
    await finishChat(world, customer, sari)
    const { chatId } = await startSearch(world, customer)
    if (name === 'Tono') await world.call(customer, 'POST', `/api/client/chats/${chatId}/cancel`)
    else await world.call(sari, 'POST', `/api/mitra/requests/${chatId}/decline`)
  }
  const { body } = await world.call(operator, 'GET', '/internal/failed-pairings')
  const [, , tono, bintang] = body.items as { id: string }[]
  await world.call(operator, 'POST', `/internal/failed-pairings/${tono?.id}/action`, { action: 'credited' })
  const refund = { action: 'refunded', note: 'Sudah ditelepon, minta maaf.' }
  await world.call(operator, 'POST', `/internal/failed-pairings/${bintang?.id}/action`, refund)
  const page = await openControlCenter(world, operator, '/failed-pairings')
  await page.setViewportSize({ width: 1280, height: 640 })
  await expect(row(page, 'sudah diterima')).toHaveCount(2)
  await draw(page, 'control-center.png')
})
