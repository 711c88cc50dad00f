import { rowsPerTablePage } from '@bestie/contracts/limits'
import { useTexts } from '@bestie/ui/texts'
import { Button, Group, Text } from '@mantine/core'
import { useLayoutEffect, useRef } from 'react'
import { useQueryInAddress } from '../address'
import { tableTexts } from './texts'

/** The number of a table's last page, at least 1, for this many rows. */
export const lastPage = (total: number) => Math.max(1, Math.ceil(total / rowsPerTablePage))

/** The page number as the address holds it: the first page has none. */
export const atPage = (page: number) => ({ page: page === 1 ? '' : String(page) })

const written = (count: number) => new Intl.NumberFormat('id-ID').format(count)

/** The current place in a table, and the way to the previous and the next page. */
export function Pager({ page, shown, total }: { page: number; shown: number; total: number }) {
  const texts = useTexts(tableTexts)
  const [, change] = useQueryInAddress()
  const first = (page - 1) * rowsPerTablePage
  const nav = useRef<HTMLDivElement>(null)
  const turn = (to: number) => change(atPage(to))
  // On the first and the last page the pressed button can no longer have the focus: the other one takes it.
  useLayoutEffect(() => {
    const pressed = document.activeElement
    if (pressed?.matches(':disabled') && nav.current?.contains(pressed)) {
      nav.current.querySelector<HTMLElement>('button:enabled')?.focus({ preventScroll: true })
    }
  })
  return (
    <Group component="nav" ref={nav} aria-label={texts.pages} justify="flex-end" gap="sm">
      <Text size="sm" c="dimmed" role="status">
        {texts.range(written(shown === 0 ? 0 : first + 1), written(first + shown), written(total))}
      </Text>
      <Button variant="default" disabled={page <= 1} onClick={() => turn(page - 1)}>
        {texts.prev}
      </Button>
      <Button variant="default" disabled={first + shown >= total} onClick={() => turn(page + 1)}>
        {texts.next}
      </Button>
    </Group>
  )
}
