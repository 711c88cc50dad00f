import type { FailedPairing } from '@bestie/contracts/operator-failures'
import { useTexts } from '@bestie/ui/texts'
import { useQueryInAddress, writeQuery } from '../address'
import { Page } from '../page/page'
import { Download } from '../table/download'
import { DateRangeFilter, Filters, ManyFilter, OneFilter } from '../table/filters'
import { useTable } from '../table/use-table'
import { words } from '../words'
import { Cause } from './cause'
import { FailuresTable } from './failures-table'
import { failedPairingsTexts } from './texts'

/** The failures: something was paid or asked for and did not happen. Operators decide here. */
export function FailedPairingsPage() {
  const texts = useTexts(failedPairingsTexts)
  const { cause } = useTexts(words)
  const causes = Object.fromEntries(Object.entries(cause).map(([tag, name]) => [tag, <Cause key={tag} tag={tag} name={name} />]))
  const [{ page: _, ...filters }] = useQueryInAddress()
  const failures = useTable<FailedPairing>('/internal/failed-pairings')
  return (
    <Page
      title={texts.title}
      about={texts.about}
      actions={
        <Download path={`/internal/failed-pairings.csv${writeQuery(filters)}`} name="failed-pairings.csv" label={texts.csv} />
      }
    >
      <Filters>
        <ManyFilter name="cause_tags" label={texts.cause} choices={causes} />
        <DateRangeFilter />
        <OneFilter name="is_actioned" label={texts.actioned} choices={texts.actionedChoices} />
        <OneFilter name="is_unsettled" label={texts.refund} choices={texts.refundChoices} />
      </Filters>
      <FailuresTable caption={texts.title} failures={failures} />
    </Page>
  )
}
