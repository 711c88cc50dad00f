import type { ExtensionStatus } from '@bestie/contracts/extension'
import { defineTexts } from '@bestie/ui/texts'

export const extensionTexts = defineTexts({
  id: {
    title: (name: string) => `${name} ingin menambah waktu`,
    aloud: (name: string) => `Permintaan tambahan waktu dari ${name}.`,
    unanswered: (seconds: number) => `Tidak menjawab dalam ${seconds} detik = otomatis disetujui`,
    unansweredRejected: (seconds: number) => `Tidak menjawab dalam ${seconds} detik = otomatis ditolak`,
    approve: 'Setujui',
    decline: 'Tolak',
    deciding: 'Waktu menjawab habis. Menunggu keputusan…',
    open: 'Buka chat',
    outcome: {
      approved: (name: string) => `Waktu dengan ${name} bertambah.`,
      auto_approved: (name: string) => `Waktu dengan ${name} bertambah otomatis.`,
      rejected: (name: string) => `Waktu dengan ${name} tidak jadi ditambah.`,
      auto_rejected: (name: string) => `Waktu dengan ${name} tidak jadi ditambah.`,
      safeguard_tripped: (name: string) => `Waktu dengan ${name} tidak ditambah karena kamu sedang offline atau tidak terhubung.`,
    } satisfies Record<Exclude<ExtensionStatus, 'pending'>, (name: string) => string>,
  },
  en: {
    title: (name: string) => `${name} would like more time`,
    aloud: (name: string) => `A question for more time from ${name}.`,
    unanswered: (seconds: number) => `No answer within ${seconds} seconds = approved automatically`,
    unansweredRejected: (seconds: number) => `No answer within ${seconds} seconds = declined automatically`,
    approve: 'Approve',
    decline: 'Decline',
    deciding: 'The time to answer is over. Waiting for the decision…',
    open: 'Open chat',
    outcome: {
      approved: (name: string) => `You have more time with ${name}.`,
      auto_approved: (name: string) => `More time with ${name} was approved automatically.`,
      rejected: (name: string) => `No time was added with ${name}.`,
      auto_rejected: (name: string) => `No time was added with ${name}.`,
      safeguard_tripped: (name: string) => `No time was added with ${name}, as you were offline or not connected.`,
    },
  },
})
