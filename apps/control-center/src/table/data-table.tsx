import { ApiProblem } from '@bestie/ui/api'
import { Empty, ProblemNote, RowsLoading } from '@bestie/ui/feedback.tsx'
import { useTexts } from '@bestie/ui/texts'
import { Alert, Button, Paper, Table, VisuallyHidden } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { useQueryInAddress } from '../address'
import { Stale } from '../page/stale'
import { useProblem } from '../page/use-problem'
import { atPage, lastPage, Pager } from './pager'
import { SortableHeader } from './sortable-header'
import classes from './table.module.css'
import type { TablePage } from './table-page'
import { tableTexts } from './texts'

export type Column<Row> = {
  header: string
  cell: (row: Row) => ReactNode
  /** Numbers are right-aligned, digit below digit. */
  isNumber?: boolean
  /** Long words, such as addresses, may break anywhere. */
  isBreakable?: boolean
  /** The row's own page repeats it: on a small window it makes room for the others. */
  isLesser?: boolean
  /** The key that the server sorts by, if it can sort by this column. */
  sort?: string
  /** How the server sorts by default. */
  sorted?: 'ascending' | 'descending'
}

/** What a query for a page of a table has come to. */
export type TableQuery<Row> = {
  data: TablePage<Row> | undefined
  /** The data are the answer to an earlier question. */
  isPlaceholderData?: boolean
  error?: unknown
  /** How often it failed. */
  errorUpdateCount?: number
  refetch?: () => unknown
}

type Props<Row> = {
  /** What the table is, for screen readers. */
  caption: string
  query: TableQuery<Row>
  columns: readonly Column<Row>[]
  rowKey: (row: Row) => string
  /** The last cell of a row: the actions on it. It has no header of its own. */
  rowMenu?: (row: Row) => ReactNode
  menuLabel?: string
  /** All rows are here: there are no pages to turn and nothing to sort. */
  isWhole?: boolean
}

/** A page of a table as the server filtered, sorted and cut it. It keeps the shown rows while the next answer loads. */
export function DataTable<Row>({ caption, query, columns, rowKey, rowMenu, menuLabel, isWhole = false }: Props<Row>) {
  const texts = useTexts(tableTexts)
  const [asked, change] = useQueryInAddress()
  const { data, isPlaceholderData = false, refetch } = query
  const error = useProblem(query)
  const { page: _, sort: __, ...filters } = asked
  const isFiltered = Object.keys(filters).length > 0
  const clear = () => change(Object.fromEntries(Object.keys(asked).map((name) => [name, ''])))
  // Deciding a row removes it from the filter: the rows that still wait are then on an earlier page.
  const isBeyond = data !== undefined && data.items.length === 0 && data.page > 1
  useEffect(() => {
    if (isBeyond && !isPlaceholderData) change(atPage(lastPage(data.total)), { replace: true })
  })
  if (!data || isBeyond || (isPlaceholderData && error !== null)) {
    if (error === null) return <RowsLoading rows={8} height={44} />
    return (
      <div>
        {Object.keys(asked).length > 0 && error instanceof ApiProblem && error.code === 'invalid_request' ? (
          // Asking again would be refused again: nobody but the address is wrong.
          <Alert role="alert" color="clay">
            {texts.badAddress(refusedNames(error))}
          </Alert>
        ) : (
          <ProblemNote problem={error} onRetry={refetch && (() => refetch())} />
        )}
        {Object.keys(asked).length > 0 && (
          <Button mt="md" variant="light" onClick={clear}>
            {texts.clear}
          </Button>
        )}
      </div>
    )
  }
  return (
    <>
      {error !== null && <Stale />}
      <Paper withBorder bg="var(--bestie-surface)" radius="md" className={classes.frame} aria-busy={isPlaceholderData}>
        <Table
          verticalSpacing={9}
          horizontalSpacing={8}
          className={classes.table ?? ''}
          highlightOnHover
          highlightOnHoverColor="var(--bestie-hovered)"
        >
          <caption>
            <VisuallyHidden>{caption}</VisuallyHidden>
          </caption>
          <Table.Thead>
            <Table.Tr>
              {columns.map((column) => (
                <SortableHeader
                  key={column.header}
                  className={classOf(column)}
                  column={isWhole ? { ...column, sort: undefined } : column}
                />
              ))}
              {rowMenu && (
                <Table.Td className={classes.menu}>
                  <VisuallyHidden>{menuLabel}</VisuallyHidden>
                </Table.Td>
              )}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.items.map((row) => (
              // What goes away in a row leaves the focus to it.
              <Table.Tr key={rowKey(row)} tabIndex={-1}>
                {columns.map((column) => (
                  <Table.Td key={column.header} className={classOf(column)}>
                    {column.cell(row)}
                  </Table.Td>
                ))}
                {rowMenu && <Table.Td className={classes.menu}>{rowMenu(row)}</Table.Td>}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        {data.items.length === 0 && (
          <Empty title={isFiltered ? texts.noMatch : texts.none}>{isFiltered && texts.noMatchText}</Empty>
        )}
      </Paper>
      {!isWhole && <Pager page={data.page} shown={data.items.length} total={data.total} />}
    </>
  )
}

/** The parameters that the server refused; for a name that it does not know, it names none. */
const refusedNames = ({ problem }: ApiProblem): string =>
  [...new Set(problem.fields?.map(({ path }) => path.split('/')[1]))].filter(Boolean).join(', ')

const classOf = <Row,>({ isNumber, isBreakable, isLesser }: Column<Row>): string =>
  [isNumber && classes.number, isBreakable && classes.breakable, isLesser && classes.lesser].filter(Boolean).join(' ')
