import type { PeriodFigures } from '@bestie/contracts/operator-dashboard'
import { formatRupiah } from '@bestie/ui/format'
import { useLanguage, useTexts } from '@bestie/ui/texts'
import { Stack, Text } from '@mantine/core'
import { Bars } from '../charts/bars'
import { Days } from '../charts/days'
import { formatShortDay } from '../format'
import { Section } from '../page/section'
import { words } from '../words'
import classes from './dashboard.module.css'
import { Figure } from './figure'
import { dashboardTexts } from './texts'

type Both = { period: PeriodFigures; before: PeriodFigures }

/** A period beside the one before it: the way to a chat, how long it took, what failed, and the money. */
export function PeriodSections({ period, before }: Both) {
  const texts = useTexts(dashboardTexts)
  const language = useLanguage()
  return (
    <>
      <Text size="sm" c="dimmed">
        {texts.before(formatShortDay(before.from, language), formatShortDay(before.to, language))}
      </Text>
      <div className={classes.halves}>
        <Section title={texts.funnel}>
          <Bars
            items={(['opened', 'paid', 'matched', 'completed'] as const).map((step) => ({
              name: texts.funnelSteps[step],
              value: period.funnel[step],
              before: before.funnel[step],
            }))}
          />
        </Section>
        <Failures period={period} before={before} />
        <MatchTimes period={period} before={before} />
        <Money period={period} before={before} />
      </div>
      <DayByDay period={period} />
    </>
  )
}

function Failures({ period, before }: Both) {
  const texts = useTexts(dashboardTexts)
  const { cause } = useTexts(words)
  const past = new Map(before.failures.map(({ cause_tag, count }) => [cause_tag, count]))
  return (
    <Section title={texts.failures}>
      {period.failures.length === 0 ? (
        <Text c="dimmed">{texts.noFailures}</Text>
      ) : (
        <Bars
          items={period.failures.map(({ cause_tag, count }) => ({
            name: cause[cause_tag],
            value: count,
            before: past.get(cause_tag) ?? 0,
          }))}
        />
      )}
    </Section>
  )
}

function MatchTimes({ period, before }: Both) {
  const texts = useTexts(dashboardTexts)
  const figure = (key: 'p50_seconds' | 'p95_seconds', name: string) => {
    const [now, past] = [period.time_to_match[key], before.time_to_match[key]]
    return (
      <Figure name={name} {...(now !== null && past !== null && { change: [now, past] as const })}>
        {now === null ? '—' : texts.seconds(new Intl.NumberFormat('id-ID', { maximumFractionDigits: 1 }).format(now))}
      </Figure>
    )
  }
  return (
    <Section title={texts.match}>
      <dl className={classes.figures}>
        {figure('p50_seconds', texts.p50)}
        {figure('p95_seconds', texts.p95)}
      </dl>
    </Section>
  )
}

function Money({ period, before }: Both) {
  const texts = useTexts(dashboardTexts)
  return (
    <Section title={texts.money}>
      <dl className={classes.figures}>
        {(['charged', 'refunded', 'credited'] as const).map((key) => (
          <Figure key={key} name={texts[key]} change={[period.revenue[key], before.revenue[key]]}>
            {formatRupiah(period.revenue[key])}
          </Figure>
        ))}
      </dl>
    </Section>
  )
}

function DayByDay({ period }: { period: PeriodFigures }) {
  const texts = useTexts(dashboardTexts)
  const language = useLanguage()
  const days = (key: 'opened' | 'failed' | 'charged', text: (value: number) => string) =>
    period.days.map((day) => ({ name: formatShortDay(day.day, language), value: day[key], text: text(day[key]) }))
  if (period.days.length < 2) return null
  return (
    <Section title={texts.perDay}>
      <Stack gap="lg">
        <Days title={texts.perDayOpened} dayTitle={texts.day} days={days('opened', String)} />
        <Days title={texts.perDayFailed} dayTitle={texts.day} days={days('failed', String)} />
        <Days title={texts.perDayCharged} dayTitle={texts.day} days={days('charged', formatRupiah)} />
      </Stack>
    </Section>
  )
}
