import type { FailedPairing, OperatorAction } from '@bestie/contracts/operator-failures'
import { defineTexts } from '@bestie/ui/texts'

type RepaymentStatus = NonNullable<FailedPairing['repayment']>['status']

/** The table's columns and commands have the same names in both languages, as everybody on the team uses them. */
export const columnNames = {
  created: 'Created',
  customer: 'Customer',
  targetedMitra: 'Targeted Mitra',
  cause: 'Cause',
  amount: 'Amount',
  action: 'Operator Action',
  actionedBy: 'Actioned By',
  actionedAt: 'Actioned At',
} as const

export const markAs: Record<OperatorAction, string> = {
  refunded: 'Mark as refunded',
  credited: 'Mark as credited',
  no_action: 'Mark as no-action',
}

export const actionNames: Record<OperatorAction, string> = { refunded: 'Refunded', credited: 'Credited', no_action: 'No action' }

export const failedPairingsTexts = defineTexts({
  id: {
    title: 'Failed Pairings',
    about: 'Yang sudah dibayar atau diminta tetapi tidak terjadi. Putuskan tiap baris: keputusan pertama berlaku.',
    cause: 'Cause',
    actioned: 'Keputusan',
    actionedChoices: { false: 'Belum diputuskan', true: 'Sudah diputuskan' },
    refund: 'Refund',
    refundChoices: { true: 'Belum selesai' },
    csv: 'Ekspor CSV',
    open: 'Belum diputuskan',
    openPayment: (amount: string) => `Buka pembayaran ${amount}`,
    menu: (who: string, amount: string) => `Tindakan untuk ${who}, ${amount}`,
    menuColumn: 'Tindakan',
    unknown: 'customer tidak dikenal',
    reopen: 'Buka kembali',
    reopenTitle: 'Buka kembali keputusan ini?',
    reopenText:
      'Refund yang belum dikirim ditarik kembali, kredit yang belum dipakai diambil kembali, dan baris ini menunggu keputusan baru. Alasannya masuk audit log.',
    note: 'Catatan (tidak wajib)',
    noteHint: 'Masuk audit log, tidak terlihat oleh customer.',
    confirm: 'Konfirmasi',
    what: {
      refunded: (amount: string, who: string) =>
        `${amount} dikembalikan kepada ${who}: bagian dari gateway lewat gateway, bagian dari kredit ke saldo kredit.`,
      credited: (amount: string, who: string) => `${amount} menjadi saldo kredit ${who}, terpakai di sesi berikutnya.`,
      no_action: (amount: string, who: string) =>
        `Tidak ada uang yang bergerak: ${amount} milik ${who} tidak dikembalikan lewat baris ini.`,
    },
    creditIsLost: 'Data customer ini sudah dihapus: bagian dari kredit tidak bisa dikembalikan lagi.',
    creditLiesIdle:
      'Customer ini diblokir atau dibatasi: selama itu kreditnya tidak bisa dipakai. Yang dibayar lewat gateway lebih baik direfund.',
    nothingToMove: 'Tidak ada uang yang diambil, jadi keputusan ini hanya dicatat.',
    decided: (name: string, who: string) => `${who}: ${name}.`,
    wasFirst: (by: string, action: string) => `${by} lebih dulu: ${action}. Barisnya sudah diperbarui.`,
    repayment: {
      requested: 'menunggu dikirim',
      sent: 'dikirim ke gateway',
      settled: 'sudah diterima',
      failed: 'gagal, putuskan lagi',
    } satisfies Record<RepaymentStatus, string> as Record<RepaymentStatus, string>,
  },
  en: {
    title: 'Failed Pairings',
    about: 'What was paid or asked for and did not happen. Decide each row: the first decision holds.',
    cause: 'Cause',
    actioned: 'Decision',
    actionedChoices: { false: 'Not decided', true: 'Decided' },
    refund: 'Refund',
    refundChoices: { true: 'Not settled' },
    csv: 'Export CSV',
    open: 'Not decided',
    openPayment: (amount: string) => `Open the payment of ${amount}`,
    menu: (who: string, amount: string) => `Actions for ${who}, ${amount}`,
    menuColumn: 'Actions',
    unknown: 'unknown customer',
    reopen: 'Reopen',
    reopenTitle: 'Reopen this decision?',
    reopenText:
      'A refund that was not sent is withdrawn, a credit that was not spent is taken back, and the row waits for a new decision. The reason goes into the audit log.',
    note: 'Note (optional)',
    noteHint: 'Goes into the audit log; the customer does not see it.',
    confirm: 'Confirm',
    what: {
      refunded: (amount: string, who: string) =>
        `${amount} goes back to ${who}: what the gateway took by the gateway, what credit paid to the credit.`,
      credited: (amount: string, who: string) => `${amount} becomes credit of ${who}, to be used for a next session.`,
      no_action: (amount: string, who: string) => `No money moves: ${amount} of ${who} is not given back by this row.`,
    },
    creditIsLost: 'This customer was erased: what credit paid can no longer be given back.',
    creditLiesIdle:
      'This customer is blocked or restricted: until that ends the credit cannot be used. Better refund what the gateway took.',
    nothingToMove: 'No money was taken, so this decision is only recorded.',
    decided: (name: string, who: string) => `${who}: ${name}.`,
    wasFirst: (by: string, action: string) => `${by} was first: ${action}. The row is up to date now.`,
    repayment: {
      requested: 'waiting to be sent',
      sent: 'sent to the gateway',
      settled: 'received',
      failed: 'failed, decide again',
    },
  },
})
