import type { Dashboard } from '@bestie/contracts/operator-dashboard'
import { formatRupiah } from '@bestie/ui/format'
import { useTexts } from '@bestie/ui/texts'
import classes from './dashboard.module.css'
import { Figure } from './figure'
import { dashboardTexts } from './texts'

/** What is live now, each figure with the page behind it. */
export function NowFigures({ live }: { live: Dashboard['live'] }) {
  const texts = useTexts(dashboardTexts)
  return (
    <dl className={classes.figures}>
      <Figure name={texts.searching} path="/sessions?statuses=searching">
        {live.searching}
      </Figure>
      <Figure name={texts.active} path="/sessions?statuses=active">
        {live.active}
      </Figure>
      <Figure name={texts.closing} path="/sessions?statuses=closing">
        {live.closing}
      </Figure>
      <Figure name={texts.online} path="/mitras?is_online=true">
        {live.mitras.online}
      </Figure>
      <Figure name={texts.connected}>{live.mitras.connected ?? texts.unknown}</Figure>
      <Figure name={texts.atCapacity} path="/mitras?sort=-live_customers">
        {live.mitras.at_capacity}
      </Figure>
    </dl>
  )
}

/** What waits for an operator, and what is owed to customers. */
export function OwedFigures({ outstanding }: { outstanding: Dashboard['outstanding'] }) {
  const texts = useTexts(dashboardTexts)
  return (
    <dl className={classes.figures}>
      <Figure name={texts.openFailures} path="/failed-pairings?is_actioned=false">
        {outstanding.open_failures}
      </Figure>
      <Figure name={texts.refunds} path="/failed-pairings?is_unsettled=true">
        {formatRupiah(outstanding.refunds.amount)} ({outstanding.refunds.count})
      </Figure>
      <Figure name={texts.credit}>{formatRupiah(outstanding.credit_balance)}</Figure>
    </dl>
  )
}
