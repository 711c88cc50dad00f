import type { FailedPairing } from '@bestie/contracts/operator-failures'
import type { PaymentLife } from '@bestie/contracts/operator-payments'
import { useApp } from '@bestie/ui/app'
import { formatRupiah } from '@bestie/ui/format'
import { useTexts } from '@bestie/ui/texts'
import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { To } from '../address'
import { FailuresTable } from '../failures/failures-table'
import { live } from '../live'
import { Facts } from '../page/facts'
import { Loaded } from '../page/loaded'
import { Page } from '../page/page'
import { Section } from '../page/section'
import { Moment } from '../table/moment'
import type { TablePage } from '../table/table-page'
import { Timeline } from '../timeline/timeline'
import { words } from '../words'
import { PaymentState } from './payment-state'
import { paymentsTexts } from './texts'

/** One payment with its whole life; its failures can be decided here too. */
export function PaymentPage() {
  const { api } = useApp()
  const texts = useTexts(paymentsTexts)
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const payment = useQuery({
    queryKey: ['payment', id],
    queryFn: () => api.get<PaymentLife>(`/internal/payments/${encodeURIComponent(id)}`),
    ...live,
  })
  const failures = useQuery({
    queryKey: ['failures-of', id],
    queryFn: () => api.get<TablePage<FailedPairing>>(`/internal/failed-pairings?payment_session_id=${encodeURIComponent(id)}`),
    ...live,
  })
  return (
    <Page title={texts.title(id)} about={texts.about}>
      <Loaded query={payment}>
        {(life) => (
          <>
            <PaymentFacts life={life} />
            {(failures.data ? failures.data.total > 0 : failures.isError) && (
              <section aria-label={texts.failures}>
                <Text fw={600} mb="xs">
                  {texts.failures}
                </Text>
                <FailuresTable caption={texts.failures} failures={failures} isWhole />
              </section>
            )}
            <Timeline events={life.timeline} here={`/payments/${id}`} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

function PaymentFacts({ life }: { life: PaymentLife }) {
  const texts = useTexts(paymentsTexts)
  const { cause, extension, freeTrial, minutes, none } = useTexts(words)
  const kind = life.is_extension ? extension : life.is_free_trial ? freeTrial : texts.chat
  return (
    <Section title={`${kind}, ${minutes(life.duration_minutes)}`}>
      <Facts
        items={[
          [texts.status, <PaymentState key="status" status={life.status} />],
          [
            texts.customer,
            <To key="customer" path={`/users/${life.customer.id}`}>
              {life.customer.call_name}
            </To>,
          ],
          [texts.amount, formatRupiah(life.amount)],
          [texts.charged, life.charged_amount === null ? none : formatRupiah(life.charged_amount)],
          [texts.ofCredit, formatRupiah(life.credit_amount)],
          [
            texts.mitra,
            life.targeted_mitra ? (
              <To key="mitra" path={`/mitras/${life.targeted_mitra.id}`}>
                {life.targeted_mitra.display_name}
              </To>
            ) : (
              none
            ),
          ],
          [texts.why, life.cause_tag ? cause[life.cause_tag] : none],
          [texts.created, <Moment key="created" at={life.created_at} />],
          [texts.expires, <Moment key="expires" at={life.expires_at} />],
          [texts.ended, <Moment key="ended" at={life.ended_at} />],
          ...(life.extended_chat_session_id
            ? [
                [
                  texts.extended,
                  <To key="chat" path={`/sessions/${life.extended_chat_session_id}`}>
                    {texts.open}
                  </To>,
                ] as const,
              ]
            : []),
          ...life.balances.map(({ account, amount }) => [texts.inBooks(account), formatRupiah(amount)] as const),
          [texts.id, life.payment_session_id],
        ]}
      />
    </Section>
  )
}
