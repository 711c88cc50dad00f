import type { PaymentStatus } from '@bestie/contracts/states'
import { defineTexts } from '@bestie/ui/texts'

export const paymentsTexts = defineTexts({
  id: {
    title: 'Pembayaran',
    empty: 'Belum ada pembayaran',
    emptyText: 'Pembayaran dan pengembalianmu akan tercatat di sini.',
    more: 'Tampilkan lebih banyak',
    credit: (amount: string) => `Saldo kreditmu ${amount}, terpakai di sesi berikutnya.`,
    creditUsed: (amount: string) => `${amount} dari saldo kredit`,
    session: 'Sesi curhat',
    extension: 'Tambah waktu',
    free: 'Gratis',
    status: {
      pending: 'Menunggu pembayaran',
      confirmed: 'Sudah dibayar, belum dipakai',
      consumed: 'Sudah dipakai',
      failed_pairing: 'Tidak terpakai',
      abandoned: 'Tidak dilanjutkan',
      expired: 'Waktunya habis',
    } satisfies Record<PaymentStatus, string> as Record<PaymentStatus, string>,
    reviewed: 'Tim kami sedang meninjau pembayaran ini dan akan menghubungimu.',
    refunded: {
      requested: (amount: string) => `Pengembalian ${amount} sedang diproses`,
      sent: (amount: string) => `Pengembalian ${amount} sedang dalam perjalanan`,
      settled: (amount: string) => `${amount} sudah dikembalikan`,
      failed: (amount: string) => `Pengembalian ${amount} tertunda, tim kami sedang mengurusnya`,
    },
    credited: {
      requested: (amount: string) => `${amount} sedang ditambahkan ke saldo kredit`,
      sent: (amount: string) => `${amount} sedang ditambahkan ke saldo kredit`,
      settled: (amount: string) => `${amount} menjadi saldo kredit`,
      failed: (amount: string) => `Saldo kredit ${amount} tertunda, tim kami sedang mengurusnya`,
    },
  },
  en: {
    title: 'Payments',
    empty: 'No payments yet',
    emptyText: 'Your payments and what is given back will be kept here.',
    more: 'Show more',
    credit: (amount: string) => `Your credit is ${amount}, to be used for the next session.`,
    creditUsed: (amount: string) => `${amount} from your credit`,
    session: 'Session',
    extension: 'More time',
    free: 'Free',
    status: {
      pending: 'Waiting for payment',
      confirmed: 'Paid, not used yet',
      consumed: 'Used',
      failed_pairing: 'Not used',
      abandoned: 'Not continued',
      expired: 'Ran out',
    },
    reviewed: 'Our team is looking at this payment and will contact you.',
    refunded: {
      requested: (amount: string) => `A refund of ${amount} is being prepared`,
      sent: (amount: string) => `A refund of ${amount} is on its way`,
      settled: (amount: string) => `${amount} was refunded`,
      failed: (amount: string) => `A refund of ${amount} is held up, our team is on it`,
    },
    credited: {
      requested: (amount: string) => `${amount} is being added to your credit`,
      sent: (amount: string) => `${amount} is being added to your credit`,
      settled: (amount: string) => `${amount} became credit`,
      failed: (amount: string) => `Credit of ${amount} is held up, our team is on it`,
    },
  },
})
