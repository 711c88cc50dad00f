import { useApp } from '@bestie/ui/app'
import { useQuery } from '@tanstack/react-query'
import { useQueryInAddress, writeQuery } from '../address'
import { live } from '../live'
import type { TablePage } from './table-page'

/** The page of the table at this path that the address asks for, kept fresh. */
export function useTable<Row>(path: string) {
  const { api } = useApp()
  const [query] = useQueryInAddress()
  return useQuery({
    queryKey: [path, query],
    queryFn: () => api.get<TablePage<Row>>(path + writeQuery(query)),
    ...live,
  })
}
