import { defineTexts } from '@bestie/ui/texts'

export const pageTexts = defineTexts({
  id: { stale: 'Data terakhir yang sempat terbaca; sedang mencoba lagi.' },
  en: { stale: 'The last that could be read; trying again.' },
})
