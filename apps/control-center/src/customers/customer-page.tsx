import type { CustomerContact, CustomerProfile } from '@bestie/contracts/operator-customers'
import { useApp } from '@bestie/ui/app'
import { formatRupiah } from '@bestie/ui/format'
import { languageNames } from '@bestie/ui/language-switch.tsx'
import { useTexts } from '@bestie/ui/texts'
import { Alert } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { To } from '../address'
import { useChatColumns } from '../chats/chat-columns'
import { live } from '../live'
import { Facts } from '../page/facts'
import { Loaded } from '../page/loaded'
import { Page } from '../page/page'
import { Section } from '../page/section'
import { usePaymentColumns } from '../payments/payment-columns'
import { DataTable } from '../table/data-table'
import { Moment } from '../table/moment'
import { CustomerActions } from './customer-actions'
import { CustomerState } from './customer-state'
import { customersTexts } from './texts'

/**
 * One customer with their payments, and their requests and chats. Contact
 * data is shown once a reason was given, until the operator leaves the page.
 */
export function CustomerPage() {
  const { api } = useApp()
  const texts = useTexts(customersTexts)
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const [contact, setContact] = useState<CustomerContact | null>(null)
  const customer = useQuery({
    queryKey: ['customer', id],
    queryFn: () => api.get<CustomerProfile>(`/internal/customers/${encodeURIComponent(id)}`),
    ...live,
  })
  return (
    <Page
      title={customer.data?.call_name ?? texts.list}
      actions={customer.data && <CustomerActions customer={customer.data} onContact={setContact} />}
    >
      <Loaded query={customer}>
        {(profile) => (
          <>
            {profile.block && (
              <Alert color="clay" variant="light">
                {texts.because(profile.block.reason, profile.block.by)}
              </Alert>
            )}
            <Section title={texts.profile}>
              <Facts
                items={[
                  [texts.state, <CustomerState key="state" customer={profile} />],
                  [texts.phone, contact?.phone ?? profile.phone_masked ?? '—'],
                  [texts.email, contact?.email ?? profile.email_masked ?? '—'],
                  [texts.credit, formatRupiah(profile.credit_balance)],
                  [texts.chats, profile.delivered_chats],
                  [texts.trial, profile.free_trial_used ? texts.trialUsed : texts.trialOpen],
                  [
                    texts.consent,
                    profile.consent === null ? (
                      texts.noConsent
                    ) : (
                      <span key="consent">
                        {texts.consentOf(profile.consent.version)} <Moment at={profile.consent.given_at} />
                      </span>
                    ),
                  ],
                  [texts.language, languageNames[profile.language]],
                  [texts.created, <Moment key="created" at={profile.created_at} />],
                  [texts.id, profile.id],
                ]}
              />
            </Section>
            <Newest profile={profile} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

/** The rows came with the profile: they load and fail together with it, which is shown above. */
function Newest({ profile }: { profile: CustomerProfile }) {
  const texts = useTexts(customersTexts)
  const paymentColumns = usePaymentColumns()
  const chatColumns = useChatColumns()
  const rowsOf = <Row,>(items: Row[]) => ({ data: { items, page: 1, total: items.length } })
  return (
    <>
      <Section title={texts.payments} actions={<To path={`/payments?customer_id=${profile.id}`}>{texts.allPayments}</To>}>
        <DataTable
          caption={texts.payments}
          query={rowsOf(profile.payments)}
          columns={paymentColumns}
          rowKey={(row) => row.payment_session_id}
          isWhole
        />
      </Section>
      <Section title={texts.sessions} actions={<To path={`/sessions?customer_id=${profile.id}`}>{texts.allSessions}</To>}>
        <DataTable
          caption={texts.sessions}
          query={rowsOf(profile.sessions)}
          columns={chatColumns}
          rowKey={(row) => row.chat_session_id}
          isWhole
        />
      </Section>
      <To path={`/failed-pairings?customer_id=${profile.id}`}>{texts.failures}</To>
    </>
  )
}
