import type { MitraRow } from '@bestie/contracts/operator-mitras'
import { useTexts } from '@bestie/ui/texts'
import { To } from '../address'
import { Page } from '../page/page'
import { useMay } from '../shell/role'
import { type Column, DataTable } from '../table/data-table'
import { Filters, OneFilter, SearchFilter } from '../table/filters'
import { Moment } from '../table/moment'
import { useTable } from '../table/use-table'
import { CreateMitra } from './create-mitra'
import { MitraState } from './mitra-state'
import { ConnectedState, Load, OnlineState, Rating } from './presence'
import { mitrasTexts } from './texts'

/** Every mitra, with online, connected and in session side by side, as three separate facts. */
export function MitrasPage() {
  const texts = useTexts(mitrasTexts)
  const mayCreate = useMay('supervisor')
  const mitras = useTable<MitraRow>('/internal/mitras')
  const columns: Column<MitraRow>[] = [
    {
      header: texts.name,
      sort: 'display_name',
      sorted: 'ascending',
      cell: (mitra) => <To path={`/mitras/${mitra.id}`}>{mitra.display_name}</To>,
    },
    { header: texts.online, cell: (mitra) => <OnlineState mitra={mitra} /> },
    { header: texts.connected, cell: (mitra) => <ConnectedState mitra={mitra} /> },
    { header: texts.load, sort: 'live_customers', isNumber: true, cell: (mitra) => <Load mitra={mitra} /> },
    { header: texts.rating, sort: 'rating_average', isNumber: true, cell: (mitra) => <Rating mitra={mitra} /> },
    { header: texts.chats, sort: 'chats_30_days', isNumber: true, cell: (mitra) => mitra.chats_30_days },
    { header: texts.reached, sort: 'last_reached_at', cell: (mitra) => <Moment at={mitra.last_reached_at} /> },
    { header: texts.state, cell: (mitra) => <MitraState mitra={mitra} /> },
  ]
  return (
    <Page title={texts.list} about={texts.about} actions={mayCreate && <CreateMitra />}>
      <Filters>
        <SearchFilter label={texts.find} hint={texts.findHint} />
        <OneFilter name="is_online" label={texts.online} choices={texts.switches} />
        <OneFilter name="is_suspended" label={texts.state} choices={texts.states} />
      </Filters>
      <DataTable caption={texts.list} query={mitras} columns={columns} rowKey={({ id }) => id} />
    </Page>
  )
}
