import type { CustomerContact, CustomerExport, CustomerProfile } from '@bestie/contracts/operator-customers'
import { formatRupiah } from '@bestie/ui/format'
import { saveAs } from '@bestie/ui/save-as'
import { useTexts } from '@bestie/ui/texts'
import { ReasonButton } from '../dialog/reason-button'
import { useMay } from '../shell/role'
import { customersTexts } from './texts'

type Props = { customer: CustomerProfile; onContact: (contact: CustomerContact) => void }

/** The actions on a customer, each with a reason; an erased customer has none left. */
export function CustomerActions({ customer, onContact }: Props) {
  const texts = useTexts(customersTexts)
  const maySupervise = useMay('supervisor')
  const mayErase = useMay('admin')
  const path = `/internal/customers/${customer.id}`
  const credit = customer.credit_balance
  if (!maySupervise || customer.erased_at !== null) return null
  return (
    <>
      <ReasonButton<CustomerContact>
        path={`${path}/reveal`}
        label={texts.reveal}
        title={texts.revealTitle}
        about={texts.revealText}
        onDone={onContact}
      />
      <ReasonButton<CustomerExport>
        path={`${path}/export`}
        label={texts.export}
        title={texts.exportTitle}
        about={texts.exportText}
        isSaved
        onDone={(data) => saveAs(`customer-${customer.id}.json`, JSON.stringify(data, null, 2))}
      />
      {customer.blocked_at === null ? (
        <ReasonButton path={`${path}/block`} label={texts.block} title={texts.blockTitle} about={texts.blockText} isDangerous />
      ) : (
        <ReasonButton path={`${path}/unblock`} label={texts.unblock} title={texts.unblockTitle} about={texts.unblockText} />
      )}
      {customer.restricted_at === null ? (
        <ReasonButton
          path={`${path}/restrict`}
          label={texts.restrict}
          title={texts.restrictTitle}
          about={texts.restrictText}
          isDangerous
        />
      ) : (
        <ReasonButton
          path={`${path}/unrestrict`}
          label={texts.unrestrict}
          title={texts.unrestrictTitle}
          about={texts.unrestrictText}
        />
      )}
      {mayErase && (
        <ReasonButton
          path={`${path}/erase`}
          also={credit > 0 ? { lapsing_credit: credit } : undefined}
          label={texts.erase}
          title={texts.eraseTitle}
          about={credit > 0 ? `${texts.eraseText} ${texts.eraseCredit(formatRupiah(credit))}` : texts.eraseText}
          isDangerous
        />
      )}
    </>
  )
}
