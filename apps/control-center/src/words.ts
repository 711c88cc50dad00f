import type { CauseTag, ChatStatus, EndedBy, PaymentStatus } from '@bestie/contracts/states'
import type { RequestType } from '@bestie/contracts/values'
import { sharedTexts } from '@bestie/ui/shared-texts'
import { defineTexts } from '@bestie/ui/texts'

/** The names of states and causes, wherever operators read them. */
export const words = defineTexts<{
  cause: Record<CauseTag, string>
  payment: Record<PaymentStatus, string>
  chat: Record<ChatStatus, string>
  endedBy: Record<EndedBy, string>
  request: Record<RequestType, string>
  sensitive: string
  freeTrial: string
  extension: string
  minutes: (count: number) => string
  none: string
}>({
  id: {
    cause: {
      no_mitra_available: 'Tidak ada bestie yang menerima',
      all_mitras_rejected: 'Semua bestie menolak',
      payment_session_expired: 'Dibayar, tidak dipakai sampai kedaluwarsa',
      customer_cancelled: 'Dibatalkan customer',
      extension_rejected: 'Extension ditolak',
      extension_safeguard_tripped: 'Extension tidak dijawab, bestie tidak terjangkau',
      targeted_mitra_offline: 'Bestie yang diminta offline',
      targeted_mitra_at_capacity: 'Bestie yang diminta penuh',
      targeted_mitra_rejected: 'Bestie yang diminta menolak',
      targeted_mitra_timeout: 'Bestie yang diminta tidak menjawab',
      unexpected_capture: 'Uang masuk tanpa diminta',
    },
    payment: {
      pending: 'Menunggu pembayaran',
      confirmed: 'Dibayar, belum dipakai',
      consumed: 'Terpakai',
      failed_pairing: 'Gagal, tanpa sesi',
      abandoned: 'Ditinggalkan',
      expired: 'Kedaluwarsa',
    },
    chat: {
      searching: 'Mencari',
      active: 'Aktif',
      closing: 'Berpamitan',
      completed: 'Selesai',
      expired: 'Tidak terjawab',
      rejected: 'Ditolak',
      cancelled: 'Dibatalkan',
    },
    endedBy: { timer: 'waktu habis', customer: 'customer', mitra: 'mitra', operator: 'operator', system: 'sistem' },
    request: { general: 'Umum', returning: 'Curhat lagi' },
    sensitive: 'Sensitif',
    freeTrial: 'Gratis',
    extension: 'Tambah waktu',
    minutes: sharedTexts.id.minutes,
    none: '—',
  },
  en: {
    cause: {
      no_mitra_available: 'No bestie accepted',
      all_mitras_rejected: 'Every bestie declined',
      payment_session_expired: 'Paid, not used before it expired',
      customer_cancelled: 'Cancelled by the customer',
      extension_rejected: 'Extension declined',
      extension_safeguard_tripped: 'Extension unanswered, bestie out of reach',
      targeted_mitra_offline: 'The bestie asked for was offline',
      targeted_mitra_at_capacity: 'The bestie asked for was full',
      targeted_mitra_rejected: 'The bestie asked for declined',
      targeted_mitra_timeout: 'The bestie asked for did not answer',
      unexpected_capture: 'Money that came unasked',
    },
    payment: {
      pending: 'Waiting for payment',
      confirmed: 'Paid, not used yet',
      consumed: 'Used',
      failed_pairing: 'Failed, no session',
      abandoned: 'Abandoned',
      expired: 'Expired',
    },
    chat: {
      searching: 'Searching',
      active: 'Active',
      closing: 'Saying goodbye',
      completed: 'Completed',
      expired: 'Unanswered',
      rejected: 'Declined',
      cancelled: 'Cancelled',
    },
    endedBy: { timer: 'time was up', customer: 'customer', mitra: 'mitra', operator: 'operator', system: 'system' },
    request: { general: 'General', returning: 'Curhat lagi' },
    sensitive: 'Sensitive',
    freeTrial: 'Free',
    extension: 'More time',
    minutes: sharedTexts.en.minutes,
    none: '—',
  },
})
