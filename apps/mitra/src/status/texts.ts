import { defineTexts } from '@bestie/ui/texts'

export const statusTexts = defineTexts({
  id: { notSwitched: 'Status belum berubah. Periksa sambunganmu, lalu coba lagi.' },
  en: { notSwitched: 'Your status did not change. Check the connection and try again.' },
})
