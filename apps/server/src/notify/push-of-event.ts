import type { SenderRole } from '@bestie/contracts/chat'
import type { ServerEvent } from '@bestie/contracts/events'
import type { PushPayload } from '@bestie/contracts/push'
import type { Language } from '@bestie/contracts/values'

type Words = Record<PushPayload['kind'], { title: string; body: string }>

/** What a lock screen may show: that something happened, never who said what. */
const words: Record<Language, Words> = {
  id: {
    chat_request: { title: 'Ada yang ingin curhat', body: 'Buka untuk menerima permintaannya.' },
    pairing_matched: { title: 'Bestie ditemukan', body: 'Bestie-mu sudah siap mendengarkan.' },
    pairing_failed: { title: 'Sesi gagal', body: 'Maaf, kami belum menemukan bestie. Tim kami akan menghubungimu.' },
    returning_unavailable: {
      title: 'Bestie sedang tidak online',
      body: 'Sesimu tetap tersimpan. Buka untuk memilih langkah berikutnya.',
    },
    extension_requested: { title: 'Permintaan tambah waktu', body: 'Buka untuk menjawabnya.' },
    message: { title: 'Pesan baru', body: 'Ada pesan baru di chat-mu.' },
    switched_off: { title: 'Kamu dialihkan ke offline', body: 'Perangkatmu tidak terjangkau. Buka untuk kembali online.' },
  },
  en: {
    chat_request: { title: 'Someone needs to talk', body: 'Open to accept their request.' },
    pairing_matched: { title: 'Bestie found', body: 'Your bestie is ready to listen.' },
    pairing_failed: { title: 'Session failed', body: 'Sorry, we could not find a bestie. Our team will contact you.' },
    returning_unavailable: { title: 'Your bestie is not online', body: 'Your session is kept. Open to choose what to do next.' },
    extension_requested: { title: 'More time requested', body: 'Open to answer.' },
    message: { title: 'New message', body: 'There is a new message in your chat.' },
    switched_off: { title: 'You were switched offline', body: 'Your device could not be reached. Open to go online again.' },
  },
}

/** How long a push service should keep trying, in seconds: news that is over by then is better not delivered. */
const lifetimes: Record<PushPayload['kind'], number> = {
  chat_request: 60,
  pairing_matched: 600,
  pairing_failed: 86_400,
  returning_unavailable: 600,
  extension_requested: 30,
  message: 3_600,
  switched_off: 86_400,
}

/** Whose devices a push is for. An event may tell more people: a customer who asks for more time needs no push about it. */
const readers: Record<PushPayload['kind'], SenderRole[]> = {
  chat_request: ['mitra'],
  pairing_matched: ['customer'],
  pairing_failed: ['customer'],
  returning_unavailable: ['customer'],
  extension_requested: ['mitra'],
  message: ['customer', 'mitra'],
  switched_off: ['mitra'],
}

/** An event as a push to an app that is not open, without its texts. */
export interface Push {
  kind: PushPayload['kind']
  chat_session_id?: string
  payment_session_id?: string
}

/** The push for an event; undefined for an event that matters only in an open app. */
export function pushOf(event: ServerEvent): Push | undefined {
  switch (event.name) {
    case 'chat_request':
    case 'pairing_matched':
    case 'extension_requested':
      return { kind: event.name, chat_session_id: event.data.chat_session_id }
    case 'pairing_failed':
    case 'returning_unavailable':
      return { kind: event.name, payment_session_id: event.data.payment_session_id }
    default:
      return undefined
  }
}

/** The payload in the recipient's language, and for how many seconds it is worth delivering. */
export function wordsOf(push: Push, language: Language): { payload: PushPayload; ttl: number } {
  const tag = `${push.kind}:${push.chat_session_id ?? push.payment_session_id ?? ''}`
  return { payload: { ...push, ...words[language][push.kind], tag }, ttl: lifetimes[push.kind] }
}

/** Whose devices get this push, of the people whom it is sent to. */
export const readersOf = (push: Push): SenderRole[] => readers[push.kind]
