import { defineTexts } from '../texts'

export const deviceTexts = defineTexts<{
  title: string
  unknown: string
  thisOne: string
  seen: (when: string) => string
  signOut: string
  signOutOf: (device: string) => string
  signOutOthers: string
}>({
  id: {
    title: 'Perangkat',
    unknown: 'Perangkat lain',
    thisOne: 'Perangkat ini',
    seen: (when) => `Terakhir aktif ${when}`,
    signOut: 'Keluarkan',
    signOutOf: (device) => `Keluarkan ${device}`,
    signOutOthers: 'Keluarkan semua lainnya',
  },
  en: {
    title: 'Devices',
    unknown: 'Another device',
    thisOne: 'This device',
    seen: (when) => `Last active ${when}`,
    signOut: 'Sign out',
    signOutOf: (device) => `Sign out ${device}`,
    signOutOthers: 'Sign out all others',
  },
})
