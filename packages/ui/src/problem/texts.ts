import type { PersonCode, RefusalCode } from '@bestie/contracts/errors'
import { defineTexts } from '../texts'

/** Why a request failed: a refusal's code, or that no answer came. */
export type ProblemCode = RefusalCode | 'network'

/** Codes that tell a customer or mitra no more than that something went wrong. */
type Unexplained = 'internal' | 'unavailable' | 'unauthenticated' | 'idempotency_key_reused' | 'free_trial_not_for_extensions'

/** What a refusal means to a customer or mitra. */
export const personProblems = defineTexts<Record<Exclude<PersonCode, Unexplained> | 'network', string>>({
  id: {
    network: 'Sambungan sedang bermasalah. Coba lagi sebentar ya.',
    code_invalid: 'Kodenya belum cocok atau sudah kedaluwarsa. Periksa lagi, atau minta kode baru.',
    rate_limited: 'Pelan-pelan dulu ya, coba lagi sebentar lagi.',
    invalid_request: 'Isiannya belum bisa kami terima. Coba periksa lagi.',
    not_found: 'Yang kamu cari tidak ada di sini.',
    forbidden: 'Akun ini tidak bisa membuka halaman ini.',
    account_blocked: 'Akun ini kami blokir, jadi belum bisa masuk atau mulai sesi baru. Hubungi kami kalau ada pertanyaan.',
    account_restricted:
      'Atas permintaanmu datamu hanya kami simpan, jadi belum bisa mulai sesi baru. Hubungi kami untuk membukanya lagi.',
    account_suspended: 'Akunmu sedang ditangguhkan. Hubungi kami untuk memakainya lagi.',
    payment_failed: 'Pembayarannya belum berhasil, dan kamu tidak dikenai biaya. Coba lagi ya.',
    payment_not_pending:
      'Pembayaran ini sudah berakhir. Kalau kamu sudah membayar, tim kami memeriksanya dan akan menghubungimu.',
    payment_not_confirmed: 'Pembayaran ini sudah tidak bisa dipakai.',
    payment_in_use: 'Pembayaran ini sedang dipakai.',
    already_searching: 'Kami masih mencarikan bestie untukmu.',
    free_trial_used: 'Sesi gratismu sudah pernah dipakai. Silakan pilih sesi lain.',
    free_trial_open: 'Sesi gratismu sedang berjalan.',
    targeted_mitra_offline: 'Bestie sedang tidak online',
    targeted_mitra_at_capacity: 'Bestie sedang tidak online',
    chat_active: 'Sesi ini belum berakhir.',
    chat_not_active: 'Sesi ini sudah berakhir.',
    chat_not_closing: 'Waktu untuk salam perpisahan sudah lewat.',
    goodbye_already_said: 'Salam perpisahanmu sudah terkirim.',
    early_end_disabled: 'Sesi ini belum bisa diakhiri lebih awal.',
    extension_open: 'Tunggu sebentar, permintaan tambah waktu sedang diputuskan.',
    request_taken: 'Permintaan sudah tidak tersedia',
    request_declined: 'Permintaan sudah tidak tersedia',
    request_not_searching: 'Permintaan sudah tidak tersedia',
    mitra_at_capacity: 'Sesimu sudah penuh.',
    mitra_offline: 'Kamu sedang offline.',
    deadline_passed: 'Waktunya sudah lewat.',
    extension_decided: 'Tambah waktu ini sudah diputuskan.',
  },
  en: {
    network: 'The connection is having trouble. Please try again in a moment.',
    code_invalid: 'That code does not match or has run out. Check it, or ask for a new one.',
    rate_limited: 'One moment please, try again shortly.',
    invalid_request: 'We could not take that as it is. Please have another look.',
    not_found: 'What you are looking for is not here.',
    forbidden: 'This account cannot open this page.',
    account_blocked: 'We have blocked this account, so it cannot sign in or start a session. Contact us if you have questions.',
    account_restricted: 'At your request we only keep your data, so no new session can start. Contact us to lift this.',
    account_suspended: 'Your account is suspended. Contact us to use it again.',
    payment_failed: 'The payment did not go through, and you were not charged. Please try again.',
    payment_not_pending: 'This payment has ended. If you have paid, our team is looking at it and will contact you.',
    payment_not_confirmed: 'This payment can no longer be used.',
    payment_in_use: 'This payment is in use right now.',
    already_searching: 'We are still looking for a bestie for you.',
    free_trial_used: 'Your free session was already used. Please choose another one.',
    free_trial_open: 'Your free session is under way.',
    targeted_mitra_offline: 'This bestie is not online right now',
    targeted_mitra_at_capacity: 'This bestie is not online right now',
    chat_active: 'This session has not ended yet.',
    chat_not_active: 'This session has ended.',
    chat_not_closing: 'The time for goodbyes has passed.',
    goodbye_already_said: 'Your goodbye was sent.',
    early_end_disabled: 'This session cannot be ended early.',
    extension_open: 'One moment, more time is being decided on.',
    request_taken: 'This request is no longer available',
    request_declined: 'This request is no longer available',
    request_not_searching: 'This request is no longer available',
    mitra_at_capacity: 'You have as many sessions as you can.',
    mitra_offline: 'You are offline.',
    deadline_passed: 'The time for this has passed.',
    extension_decided: 'This has already been decided.',
  },
})
