import { defineTexts } from './texts'

/** Texts that several screens of several apps use. */
export const sharedTexts = defineTexts({
  id: {
    back: 'Kembali',
    cancel: 'Batal',
    close: 'Tutup',
    retry: 'Coba lagi',
    all: 'Sudah semuanya',
    loading: 'Sedang memuat…',
    brokenTitle: 'Maaf, ada yang tidak beres',
    brokenText: 'Ini bukan salahmu. Coba muat ulang, percakapanmu tetap tersimpan.',
    reload: 'Muat ulang',
    offline: 'Sedang tidak tersambung. Pesanmu disimpan dan dikirim begitu tersambung lagi.',
    minutes: (count: number) => `${count} menit`,
    hours: (count: number) => `${count} jam`,
    wait: (time: string) => `Tunggu dulu. Bisa dicoba lagi dalam ${time}.`,
    secondsLeft: (count: number) => `${count} detik lagi`,
    problem: 'Maaf, sedang ada gangguan. Coba lagi sebentar ya.',
  },
  en: {
    back: 'Back',
    cancel: 'Cancel',
    close: 'Close',
    retry: 'Try again',
    all: 'That is all',
    loading: 'Loading…',
    brokenTitle: 'Sorry, something went wrong',
    brokenText: 'It is not your fault. Try reloading, your conversation is safe.',
    reload: 'Reload',
    offline: 'Not connected right now. What you write is kept and sent once you are back.',
    minutes: (count: number) => (count === 1 ? '1 minute' : `${count} minutes`),
    hours: (count: number) => (count === 1 ? '1 hour' : `${count} hours`),
    wait: (time: string) => `Please wait. You can try again in ${time}.`,
    secondsLeft: (count: number) => (count === 1 ? '1 second left' : `${count} seconds left`),
    problem: 'Sorry, something is not working. Please try again in a moment.',
  },
})
