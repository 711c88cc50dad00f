import type { FailedPairing } from '@bestie/contracts/operator-failures'
import { useEffect, useRef } from 'react'

/**
 * A decided row loses its menu, and under a filter it disappears: the focus then goes on from the row, or from the one that took
 * its place. Takes the rows as they are shown, and gives the table's `ref` and `decided`, to be told of each decision.
 */
export function useFocusInPlace(rows: readonly FailedPairing[]) {
  const table = useRef<HTMLDivElement>(null)
  const last = useRef<{ id: string; index: number } | null>(null)
  useEffect(() => {
    if (last.current === null) return
    const { id, index } = last.current
    const now = rows.findIndex((row) => row.id === id)
    if (rows[now]?.operator_action === null) return
    last.current = null
    if (document.activeElement !== document.body) return
    const shown = [...(table.current?.querySelectorAll<HTMLElement>('tbody tr') ?? [])]
    const place = shown[now < 0 ? index : now] ?? shown.at(-1) ?? document.querySelector<HTMLElement>('h1')
    place?.focus({ preventScroll: true })
  }, [rows])
  const decided = (id: string) => {
    last.current = { id, index: rows.findIndex((row) => row.id === id) }
  }
  return { table, decided }
}
