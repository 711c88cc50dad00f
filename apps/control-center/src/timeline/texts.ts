import type { TimelineEvent } from '@bestie/contracts/operator-timeline'
import type { CauseTag, ChatStatus, EndedBy, PaymentStatus } from '@bestie/contracts/states'
import { formatRupiah } from '@bestie/ui/format'
import { defineTexts } from '@bestie/ui/texts'
import { auditActionNames } from '../audit/texts'
import { words } from '../words'

type Event<Type extends TimelineEvent['type']> = Extract<TimelineEvent, { type: Type }>
/** Each kind of event as a sentence. */
type Sentences = { [Type in TimelineEvent['type']]: (event: Event<Type>) => string }

const rp = formatRupiah
const name = (mitra: { display_name: string } | null) => mitra?.display_name ?? '—'
const minutes = (event: { duration_minutes: number }) => words.en.minutes(event.duration_minutes)
const allOf = ({ sent, accepted, declined, closed }: Event<'request_started'>['asked']) => sent + accepted + declined + closed

export const timelineTexts = defineTexts<{
  title: string
  empty: string
  sentences: Sentences
  asked: (event: Event<'request_started'>) => string
  card: Record<Event<'request_started'>['cards'][number]['status'], string>
  seeCards: string
  running: string
  toPayment: string
  toSession: string
}>({
  id: {
    title: 'Perjalanan',
    empty: 'Belum ada yang tercatat.',
    seeCards: 'Siapa saja yang diminta',
    running: 'sisa di akun',
    toPayment: 'Buka pembayarannya',
    toSession: 'Buka sesinya',
    card: { sent: 'belum menjawab', accepted: 'menerima', declined: 'menolak', closed: 'ditutup' },
    asked: ({ asked }) =>
      `${allOf(asked)} bestie diminta: ${asked.accepted} menerima, ${asked.declined} menolak, ${asked.closed} ditutup, ${asked.sent} belum menjawab.`,
    sentences: {
      payment_opened: (event) =>
        `Customer memilih ${event.is_extension ? 'tambah waktu ' : ''}${event.duration_minutes} menit, ${event.is_free_trial ? 'gratis' : rp(event.amount)}${event.targeted_mitra ? `, dengan ${name(event.targeted_mitra)}` : ''}.`,
      charge_requested: (event) =>
        `Tagihan diminta: ${rp(event.gateway_amount)} lewat gateway, ${rp(event.credit_amount)} dari kredit.`,
      captured: (event) =>
        event.outcome === 'unexpected'
          ? `Gateway mengambil ${rp(event.amount)} tanpa diminta. Referensi: ${event.capture_id}`
          : `Gateway mengambil ${rp(event.amount)}.${event.amount === 0 ? '' : ` Referensi: ${event.capture_id}`}`,
      payment_confirmed: (event) =>
        `Pembayaran dikonfirmasi${event.charged_amount === null ? '' : `, terambil ${rp(event.charged_amount)}`}.`,
      payment_consumed: () => 'Pembayaran terpakai.',
      payment_ended: (event) => `Pembayaran berakhir: ${paymentStatus('id', event.status)}.`,
      request_started: (event) =>
        event.request_type === 'returning'
          ? 'Bestie yang sama diminta lagi ("Curhat lagi").'
          : 'Pencarian ke semua bestie yang tersedia dimulai.',
      request_ended: (event) => `Pencarian berakhir: ${chatStatus('id', event.status)}${by('id', event.ended_by)}.`,
      matched: (event) => `${name(event.mitra)} menerima. Sesi dimulai.`,
      extension_requested: (event) => `Customer meminta tambah waktu ${event.duration_minutes} menit, ${rp(event.amount)}.`,
      extension_decided: (event) => `Tambah waktu: ${extensionOutcomes.id[event.outcome]}.`,
      chat_ended: (event) => `Sesi berakhir${by('id', event.ended_by)}.`,
      goodbye_said: (event) => (event.sender_role === 'customer' ? 'Customer berpamitan.' : 'Bestie berpamitan.'),
      chat_completed: () => 'Sesi selesai.',
      chat_rated: (event) => `Customer memberi ${event.stars} dari 5 bintang.`,
      failed: (event) =>
        `Gagal: ${causeName('id', event.cause_tag)}${event.targeted_mitra ? ` (${name(event.targeted_mitra)})` : ''}. Nilainya ${rp(event.amount)}.`,
      repayment_requested: (event) =>
        event.kind === 'refunded'
          ? `Refund diminta: ${rp(event.gateway_amount)} lewat gateway, ${rp(event.credit_amount)} ke kredit.`
          : `${rp(event.gateway_amount + event.credit_amount)} diberikan sebagai kredit.`,
      repayment_changed: (event) => repaymentSteps.id[event.status],
      booked: (event) =>
        `Pembukuan: ${isReversal(event) ? 'pengembalian dibatalkan, uangnya masih di kami' : bookings.id[event.kind]}.`,
      audited: (event) => `${event.by ?? 'Sistem'}: ${auditActionNames.id[event.action] ?? event.action}.`,
    },
  },
  en: {
    title: 'What happened',
    empty: 'Nothing is on record yet.',
    seeCards: 'Who was asked',
    running: 'left in the account',
    toPayment: 'Open its payment',
    toSession: 'Open the session',
    card: { sent: 'not answered', accepted: 'accepted', declined: 'declined', closed: 'closed' },
    asked: ({ asked }) =>
      `${allOf(asked) === 1 ? '1 bestie' : `${allOf(asked)} besties`} asked: ${asked.accepted} accepted, ${asked.declined} declined, ${asked.closed} closed, ${asked.sent} not answered.`,
    sentences: {
      payment_opened: (event) =>
        `The customer chose ${event.is_extension ? 'more time, ' : ''}${minutes(event)}, ${event.is_free_trial ? 'free' : rp(event.amount)}${event.targeted_mitra ? `, with ${name(event.targeted_mitra)}` : ''}.`,
      charge_requested: (event) =>
        `Charge asked for: ${rp(event.gateway_amount)} by the gateway, ${rp(event.credit_amount)} from credit.`,
      captured: (event) =>
        event.outcome === 'unexpected'
          ? `The gateway took ${rp(event.amount)} unasked. Reference: ${event.capture_id}`
          : `The gateway took ${rp(event.amount)}.${event.amount === 0 ? '' : ` Reference: ${event.capture_id}`}`,
      payment_confirmed: (event) =>
        `Payment confirmed${event.charged_amount === null ? '' : `, ${rp(event.charged_amount)} taken`}.`,
      payment_consumed: () => 'Payment used.',
      payment_ended: (event) => `Payment ended: ${paymentStatus('en', event.status)}.`,
      request_started: (event) =>
        event.request_type === 'returning'
          ? 'The same bestie was asked again ("Curhat lagi").'
          : 'A search among every available bestie began.',
      request_ended: (event) => `Search ended: ${chatStatus('en', event.status)}${by('en', event.ended_by)}.`,
      matched: (event) => `${name(event.mitra)} accepted. The session began.`,
      extension_requested: (event) => `The customer asked for ${minutes(event)} more, ${rp(event.amount)}.`,
      extension_decided: (event) => `More time: ${extensionOutcomes.en[event.outcome]}.`,
      chat_ended: (event) => `The session ended${by('en', event.ended_by)}.`,
      goodbye_said: (event) => (event.sender_role === 'customer' ? 'The customer said goodbye.' : 'The bestie said goodbye.'),
      chat_completed: () => 'The session is complete.',
      chat_rated: (event) => `The customer gave ${event.stars} of 5 stars.`,
      failed: (event) =>
        `Failed: ${causeName('en', event.cause_tag)}${event.targeted_mitra ? ` (${name(event.targeted_mitra)})` : ''}. It is about ${rp(event.amount)}.`,
      repayment_requested: (event) =>
        event.kind === 'refunded'
          ? `Refund asked for: ${rp(event.gateway_amount)} by the gateway, ${rp(event.credit_amount)} to credit.`
          : `${rp(event.gateway_amount + event.credit_amount)} given as credit.`,
      repayment_changed: (event) => repaymentSteps.en[event.status],
      booked: (event) =>
        `Booked: ${isReversal(event) ? 'repayment undone, the money is still with us' : bookings.en[event.kind]}.`,
      audited: (event) => `${event.by ?? 'The system'}: ${auditActionNames.en[event.action] ?? event.action}.`,
    },
  },
})

type Language = 'id' | 'en'
const causeName = (language: Language, cause: CauseTag) => words[language].cause[cause]
const paymentStatus = (language: Language, status: PaymentStatus) => words[language].payment[status]
const chatStatus = (language: Language, status: ChatStatus) => words[language].chat[status]
const by = (language: Language, who: EndedBy | null) =>
  who === null ? '' : language === 'id' ? ` (oleh ${words.id.endedBy[who]})` : ` (by ${words.en.endedBy[who]})`

const extensionOutcomes: Record<Language, Record<Event<'extension_decided'>['outcome'], string>> = {
  id: {
    pending: 'belum diputuskan',
    approved: 'disetujui bestie',
    auto_approved: 'tidak dijawab, disetujui otomatis',
    rejected: 'ditolak bestie',
    auto_rejected: 'tidak dijawab, ditolak otomatis',
    safeguard_tripped: 'tidak dijawab dan bestie tidak terjangkau, jadi ditolak',
  },
  en: {
    pending: 'not decided',
    approved: 'approved by the bestie',
    auto_approved: 'unanswered, approved by itself',
    rejected: 'declined by the bestie',
    auto_rejected: 'unanswered, refused by itself',
    safeguard_tripped: 'unanswered and the bestie out of reach, so refused',
  },
}
const repaymentSteps: Record<Language, Record<Event<'repayment_changed'>['status'], string>> = {
  id: {
    sent: 'Refund dikirim ke gateway.',
    settled: 'Pengembalian sudah diterima.',
    failed: 'Refund gagal; barisnya menunggu keputusan baru.',
    withdrawn: 'Pengembalian ditarik kembali.',
  },
  en: {
    sent: 'Refund sent to the gateway.',
    settled: 'The money was received.',
    failed: 'The refund failed; its row waits for a new decision.',
    withdrawn: 'The repayment was withdrawn.',
  },
}
/** A repayment that was withdrawn or failed is booked again the other way round, under the same kind. */
const isReversal = ({ kind, entries }: Event<'booked'>) =>
  (kind === 'refund' || kind === 'credit') &&
  entries.some(({ account, amount }) => (account === 'sales' || account === 'unexpected') && amount < 0)
const bookings: Record<Language, Record<Event<'booked'>['kind'], string>> = {
  id: {
    charge: 'uang diambil',
    hold: 'uang ditahan',
    release: 'tahanan dilepas',
    refund: 'uang dikembalikan',
    credit: 'menjadi kredit',
  },
  en: {
    charge: 'money taken',
    hold: 'money held',
    release: 'hold released',
    refund: 'money given back',
    credit: 'became credit',
  },
}
