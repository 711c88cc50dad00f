import type { Earnings } from '@bestie/contracts/pairing'
import { useBestie } from '@bestie/ui/bestie'
import { Empty, ProblemNote, RowsLoading } from '@bestie/ui/feedback.tsx'
import { formatDay, formatRupiah } from '@bestie/ui/format'
import { Screen } from '@bestie/ui/frame.tsx'
import { serverNow } from '@bestie/ui/server-clock'
import { useLanguage, useTexts } from '@bestie/ui/texts'
import { SegmentedControl, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { keys } from '../keys'
import screenClasses from '../screen.module.css'
import { daysUntil } from './days'
import classes from './earnings.module.css'
import { earningsTexts } from './texts'

/** What the mitra's chats earned, day by day. */
export function EarningsScreen() {
  const texts = useTexts(earningsTexts)
  const { api } = useBestie()
  const language = useLanguage()
  const [count, setCount] = useState<7 | 30>(7)
  const { from, to } = daysUntil(serverNow(), count)
  const earnings = useQuery({
    queryKey: keys.earnings(from, to),
    queryFn: () => api.get<Earnings>(`/api/mitra/earnings?from=${from}&to=${to}`),
  })
  const days = (earnings.data?.items ?? []).filter((day) => day.sessions > 0).toSorted((a, b) => b.day.localeCompare(a.day))
  const total = days.reduce((sum, day) => sum + day.gross_amount, 0)

  return (
    <Screen title={texts.title}>
      <div className={screenClasses.sections}>
        <SegmentedControl
          aria-label={texts.period}
          size="md"
          radius="xl"
          value={String(count)}
          onChange={(value) => setCount(value === '30' ? 30 : 7)}
          data={[7, 30].map((days) => ({ value: String(days), label: texts.days(days) }))}
        />
        {earnings.isPending && <RowsLoading />}
        {earnings.error && <ProblemNote problem={earnings.error} onRetry={() => earnings.refetch()} />}
        {earnings.data && (
          <section className={classes.total} aria-label={texts.total}>
            <Text size="sm">{texts.total}</Text>
            <Text className={classes.sum}>{formatRupiah(total)}</Text>
            <Text size="sm">{texts.gross}</Text>
          </section>
        )}
        {earnings.data && days.length === 0 && <Empty title={texts.empty}>{texts.emptyHint}</Empty>}
        <ul className={screenClasses.list}>
          {days.map(({ day, sessions, gross_amount }) => (
            // In large text the sum goes below the day.
            <li key={day} className={screenClasses.row} style={{ flexWrap: 'wrap' }}>
              <span className={screenClasses.rowMain} style={{ flexBasis: '8rem' }}>
                {/* Noon: the same day in every time zone of Indonesia. */}
                <Text span fw={600}>
                  {formatDay(`${day}T12:00:00+07:00`, language)}
                </Text>
                <Text span size="sm" c="dimmed">
                  {texts.sessions(sessions)}
                </Text>
              </span>
              <Text span fw={650} className={screenClasses.keep}>
                {formatRupiah(gross_amount)}
              </Text>
            </li>
          ))}
        </ul>
      </div>
    </Screen>
  )
}
