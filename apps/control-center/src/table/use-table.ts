import { useApp } from '@bestie/ui/app'
import { useQuery } from '@tanstack/react-query'
import { type Query, useQueryInAddress, writeQuery } from '../address'
import { live } from '../live'
import type { TablePage } from './table-page'

/** The page of a table that the address asks for, kept fresh. `fixed` are the additional filters of this place. */
export function useTable<Row>(path: string, fixed: Query = {}) {
  const { api } = useApp()
  const [asked] = useQueryInAddress()
  const query = { ...asked, ...fixed }
  return useQuery({
    queryKey: [path, query],
    queryFn: () => api.get<TablePage<Row>>(path + writeQuery(query)),
    ...live,
  })
}
