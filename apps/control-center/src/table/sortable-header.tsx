import { useTexts } from '@bestie/ui/texts'
import { Table, UnstyledButton } from '@mantine/core'
import { useQueryInAddress } from '../address'
import classes from './table.module.css'
import { tableTexts } from './texts'

type Props = { column: { header: string; sort?: string | undefined; sorted?: 'ascending' | 'descending' }; className: string }

/** A column's header. If the server can sort by the column, a click sorts, and another click reverses the order. */
export function SortableHeader({ column: { header, sort, sorted: usual }, className }: Props) {
  const texts = useTexts(tableTexts)
  const [{ sort: asked }, change] = useQueryInAddress()
  const direction =
    asked === undefined ? (usual ?? 'none') : asked === sort ? 'ascending' : asked === `-${sort}` ? 'descending' : 'none'
  return (
    <Table.Th scope="col" className={className} aria-sort={sort === undefined ? undefined : direction}>
      {sort === undefined ? (
        header
      ) : (
        <UnstyledButton
          className={classes.sort ?? ''}
          title={texts.sortBy(header)}
          onClick={() => change({ sort: direction === 'descending' ? sort : `-${sort}` })}
        >
          {header}
        </UnstyledButton>
      )}
    </Table.Th>
  )
}
