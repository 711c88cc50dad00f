import type { SettingKey } from '@bestie/contracts/operator-settings'
import { defineTexts } from '@bestie/ui/texts'

type Words = { label: string; explanation: string; unit?: string; choices?: Record<string, string> }

export const settingsTexts = defineTexts<{
  title: string
  about: string
  groups: Record<Group, string>
  rows: Record<SettingKey, Words>
  save: string
  saved: string
  undo: string
  bounds: (min: number, max: number, unit: string) => string
  default: (value: string) => string
  outOfBounds: (min: number, max: number) => string
  unchanged: string
  changed: (when: string, by: string | null) => string
  from: (before: string, now: string) => string
}>({
  id: {
    title: 'Settings',
    about: 'Berlaku dalam satu detik di semua server, tanpa restart. Yang sedang berjalan tetap memakai nilai lama.',
    groups: {
      search: 'Pencarian',
      payment: 'Pembayaran',
      extension: 'Extension',
      session: 'Sesi',
      mitra: 'Bestie',
      signIn: 'Masuk',
      kept: 'Penyimpanan data',
    },
    rows: {
      pairing_blast_timeout_seconds: {
        label: 'Batas Waktu Blast Pairing',
        explanation: 'Berapa lama permintaan dikirim ke semua bestie yang tersedia sebelum pencarian dinyatakan gagal.',
        unit: 'detik',
      },
      returning_chat_confirmation_timeout_seconds: {
        label: 'Batas Waktu Konfirmasi Chat Lanjutan',
        explanation:
          'Untuk "Curhat lagi": berapa lama satu bestie yang diminta boleh menjawab. Customer melihat hitungan mundur ini; sesudahnya ia ditawari bestie lain.',
        unit: 'detik',
      },
      payment_session_timeout_minutes: {
        label: 'Batas Waktu Sesi Pembayaran',
        explanation: 'Berapa lama pembayaran yang belum dibayar, atau sudah dibayar tetapi belum dipakai, tetap berlaku.',
        unit: 'menit',
      },
      extension_timeout_seconds: {
        label: 'Batas Waktu Persetujuan Extension',
        explanation: 'Berapa lama bestie boleh menjawab permintaan tambah waktu sebelum aksi default dijalankan.',
        unit: 'detik',
      },
      extension_default_action_on_timeout: {
        label: 'Aksi Default Jika Bestie Tidak Menjawab Extension',
        explanation:
          'Auto-approve hanya berlaku bila bestie sedang online dan tersambung; selain itu permintaan ditolak dan customer tidak dikenai biaya.',
        choices: { auto_approve: 'Auto-approve', auto_reject: 'Auto-reject' },
      },
      max_customers_per_mitra: {
        label: 'Maksimum Customer per Bestie',
        explanation: 'Berapa customer yang boleh ditemani satu bestie pada saat yang sama. Menurunkannya tidak mengakhiri sesi.',
        unit: 'customer',
      },
      goodbye_window_seconds: {
        label: 'Waktu Salam Perpisahan',
        explanation: 'Berapa lama kedua pihak masih bisa menulis satu salam perpisahan setelah waktu sesi habis.',
        unit: 'detik',
      },
      early_end_customer_enabled: {
        label: 'Customer Boleh Mengakhiri Lebih Awal',
        explanation: 'Apakah customer melihat tombol untuk mengakhiri sesi sebelum waktunya habis.',
        choices: { true: 'Boleh', false: 'Tidak boleh' },
      },
      early_end_mitra_enabled: {
        label: 'Bestie Boleh Mengakhiri Lebih Awal',
        explanation: 'Apakah bestie melihat tombol untuk mengakhiri sesi sebelum waktunya habis.',
        choices: { true: 'Boleh', false: 'Tidak boleh' },
      },
      mitra_unreachable_minutes: {
        label: 'Batas Bestie Tidak Terjangkau',
        explanation: 'Bestie yang selama ini tidak tersambung dan tidak menerima notifikasi dijadikan offline, dan diberi tahu.',
        unit: 'menit',
      },
      codes_per_address_in_10_minutes: {
        label: 'Permintaan Kode per Alamat',
        explanation:
          'Berapa kode masuk boleh diminta dari satu alamat internet dalam 10 menit. Satu operator seluler dapat memakai satu alamat untuk ribuan orang; turunkan hanya saat ada penyalahgunaan.',
        unit: 'kode',
      },
      wrong_codes_per_address_in_10_minutes: {
        label: 'Kode Salah per Alamat',
        explanation: 'Berapa kode salah boleh dicoba dari satu alamat internet dalam 10 menit. Kode yang benar tidak dihitung.',
        unit: 'percobaan',
      },
      codes_per_day: {
        label: 'Batas Kode per Hari',
        explanation:
          'Berapa kode masuk dikirim dalam 24 jam untuk semua orang, ke satu jaringan paling banyak seperempatnya. Sesudahnya tidak ada yang bisa meminta kode.',
        unit: 'kode',
      },
      retention_messages_days: {
        label: 'Simpan Isi Percakapan',
        explanation:
          'Berapa lama isi chat dan komentar penilaian disimpan sesudah sesi selesai. Sesudahnya kuncinya dimusnahkan dan tidak ada yang bisa membacanya lagi.',
        unit: 'hari',
      },
      retention_codes_days: {
        label: 'Simpan Kode Masuk',
        explanation: 'Berapa lama catatan kode masuk yang dikirim disimpan. Kodenya sendiri berlaku 10 menit.',
        unit: 'hari',
      },
      retention_sign_ins_days: {
        label: 'Ingat Perangkat yang Masuk',
        explanation: 'Sesudah selama ini orang harus masuk lagi dengan kode baru, juga di tengah sesi.',
        unit: 'hari',
      },
      retention_audit_days: {
        label: 'Simpan Audit Log',
        explanation: 'Berapa lama baris audit log disimpan. Paling sedikit satu tahun; database menolak menghapus lebih awal.',
        unit: 'hari',
      },
    },
    save: 'Simpan',
    saved: 'Tersimpan dan berlaku.',
    undo: 'Batal',
    bounds: (min, max, unit) => `${min}–${max} ${unit}`,
    default: (value) => `Default: ${value}`,
    outOfBounds: (min, max) => `Harus bilangan bulat dari ${min} sampai ${max}.`,
    unchanged: 'Belum pernah diubah.',
    changed: (when, by) => (by === null ? `Diubah ${when} di luar control center` : `Diubah ${when} oleh ${by}`),
    from: (before, now) => `dari ${before} ke ${now}`,
  },
  en: {
    title: 'Settings',
    about: 'In force within a second on every server, without a restart. What is already running keeps its old value.',
    groups: {
      search: 'Search',
      payment: 'Payment',
      extension: 'Extension',
      session: 'Session',
      mitra: 'Bestie',
      signIn: 'Sign-in',
      kept: 'How long data is kept',
    },
    rows: {
      pairing_blast_timeout_seconds: {
        label: 'Batas Waktu Blast Pairing',
        explanation: 'How long a request stays with every available bestie before the search counts as failed.',
        unit: 'seconds',
      },
      returning_chat_confirmation_timeout_seconds: {
        label: 'Batas Waktu Konfirmasi Chat Lanjutan',
        explanation:
          'For "Curhat lagi": how long the one bestie who is asked may take to answer. The customer sees this countdown; after it another bestie is offered.',
        unit: 'seconds',
      },
      payment_session_timeout_minutes: {
        label: 'Batas Waktu Sesi Pembayaran',
        explanation: 'How long a payment stays valid that is not paid yet, or paid and not used yet.',
        unit: 'minutes',
      },
      extension_timeout_seconds: {
        label: 'Batas Waktu Persetujuan Extension',
        explanation: 'How long a bestie may take to answer a request for more time before the default action is taken.',
        unit: 'seconds',
      },
      extension_default_action_on_timeout: {
        label: 'Aksi Default Jika Bestie Tidak Menjawab Extension',
        explanation:
          'Auto-approve holds only for a bestie who is online and connected; otherwise the request is refused and the customer is not charged.',
        choices: { auto_approve: 'Auto-approve', auto_reject: 'Auto-reject' },
      },
      max_customers_per_mitra: {
        label: 'Maksimum Customer per Bestie',
        explanation: 'How many customers one bestie may be with at the same time. Lowering it ends no session.',
        unit: 'customers',
      },
      goodbye_window_seconds: {
        label: 'Waktu Salam Perpisahan',
        explanation: 'How long each side may still write one goodbye after the time of a session is up.',
        unit: 'seconds',
      },
      early_end_customer_enabled: {
        label: 'Customer Boleh Mengakhiri Lebih Awal',
        explanation: 'Whether a customer has a button to end a session before its time is up.',
        choices: { true: 'Yes', false: 'No' },
      },
      early_end_mitra_enabled: {
        label: 'Bestie Boleh Mengakhiri Lebih Awal',
        explanation: 'Whether a bestie has a button to end a session before its time is up.',
        choices: { true: 'Yes', false: 'No' },
      },
      mitra_unreachable_minutes: {
        label: 'Batas Bestie Tidak Terjangkau',
        explanation: 'A bestie who was neither connected nor took a notification for this long is switched offline, and told.',
        unit: 'minutes',
      },
      codes_per_address_in_10_minutes: {
        label: 'Codes per address',
        explanation:
          'How many sign-in codes may be asked for from one internet address in 10 minutes. A mobile carrier may use one address for thousands of people; lower it only while it is being abused.',
        unit: 'codes',
      },
      wrong_codes_per_address_in_10_minutes: {
        label: 'Wrong codes per address',
        explanation: 'How many wrong codes may be tried from one internet address in 10 minutes. Right ones do not count.',
        unit: 'tries',
      },
      codes_per_day: {
        label: 'Codes per day',
        explanation:
          'How many sign-in codes are sent in 24 hours to everybody together, to one network at most a quarter of them. After that nobody can ask for one.',
        unit: 'codes',
      },
      retention_messages_days: {
        label: 'Keep conversations',
        explanation:
          'How long what was said, and the comment of a rating, is kept once a session is over. Then its key is destroyed and nobody can read it again.',
        unit: 'days',
      },
      retention_codes_days: {
        label: 'Keep sign-in codes',
        explanation: 'How long the record of a sign-in code that was sent is kept. The code itself is good for 10 minutes.',
        unit: 'days',
      },
      retention_sign_ins_days: {
        label: 'Remember signed-in devices',
        explanation: 'After this long people must sign in again with a new code, also in the middle of a session.',
        unit: 'days',
      },
      retention_audit_days: {
        label: 'Keep the audit log',
        explanation: 'How long lines of the audit log are kept. At least a year: the database refuses to delete sooner.',
        unit: 'days',
      },
    },
    save: 'Save',
    saved: 'Saved and in force.',
    undo: 'Cancel',
    bounds: (min, max, unit) => `${min}–${max} ${unit}`,
    default: (value) => `Default: ${value}`,
    outOfBounds: (min, max) => `Must be a whole number from ${min} to ${max}.`,
    unchanged: 'Never changed.',
    changed: (when, by) => (by === null ? `Changed ${when} outside the control center` : `Changed ${when} by ${by}`),
    from: (before, now) => `from ${before} to ${now}`,
  },
})

export type Group = 'search' | 'payment' | 'extension' | 'session' | 'mitra' | 'signIn' | 'kept'

/** The groups in which settings are shown. */
export const groups: Record<Group, readonly SettingKey[]> = {
  search: ['pairing_blast_timeout_seconds', 'returning_chat_confirmation_timeout_seconds'],
  payment: ['payment_session_timeout_minutes'],
  extension: ['extension_timeout_seconds', 'extension_default_action_on_timeout'],
  mitra: ['max_customers_per_mitra', 'mitra_unreachable_minutes'],
  session: ['goodbye_window_seconds', 'early_end_customer_enabled', 'early_end_mitra_enabled'],
  signIn: ['codes_per_address_in_10_minutes', 'wrong_codes_per_address_in_10_minutes', 'codes_per_day'],
  kept: ['retention_messages_days', 'retention_codes_days', 'retention_sign_ins_days', 'retention_audit_days'],
}
