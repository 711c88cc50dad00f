import type { Dashboard } from '@bestie/contracts/operator-dashboard'
import { useApp } from '@bestie/ui/app'
import { serverNow } from '@bestie/ui/server-clock'
import { useTexts } from '@bestie/ui/texts'
import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useQueryInAddress } from '../address'
import { dayOf } from '../format'
import { live } from '../live'
import { Loaded } from '../page/loaded'
import { Page } from '../page/page'
import { Section } from '../page/section'
import { NowFigures, OwedFigures } from './now-figures'
import { PeriodSections } from './period-sections'
import { dashboardTexts } from './texts'

const periods = [1, 7, 30, 90] as const

/** What is live now, what waits for an operator, and a period compared with the one before it. */
export function DashboardPage() {
  const { api } = useApp()
  const texts = useTexts(dashboardTexts)
  const [{ days = '7' }, change] = useQueryInAddress()
  const count = periods.find((period) => String(period) === days) ?? 7
  const now = serverNow()
  const [from, to] = [dayOf(now, count - 1), dayOf(now)]
  const dashboard = useQuery({
    queryKey: ['dashboard', from, to],
    queryFn: () => api.get<Dashboard>(`/internal/dashboard?from=${from}&to=${to}`),
    ...live,
  })
  return (
    <Page
      title={texts.title}
      actions={
        <SegmentedControl
          aria-label={texts.period}
          value={String(count)}
          onChange={(chosen) => change({ days: chosen === '7' ? '' : chosen })}
          data={periods.map((period) => ({ value: String(period), label: period === 1 ? texts.today : texts.days(period) }))}
        />
      }
    >
      <Loaded query={dashboard}>
        {(data) => (
          <>
            <Section title={texts.now}>
              <NowFigures live={data.live} />
            </Section>
            <Section title={texts.owed}>
              <OwedFigures outstanding={data.outstanding} />
            </Section>
            <PeriodSections period={data.period} before={data.before} />
          </>
        )}
      </Loaded>
    </Page>
  )
}
