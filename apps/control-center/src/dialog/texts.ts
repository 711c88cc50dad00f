import { defineTexts } from '@bestie/ui/texts'

export const dialogTexts = defineTexts({
  id: { reason: 'Alasan', reasonHint: 'Masuk audit log bersama nama Anda.' },
  en: { reason: 'Reason', reasonHint: 'Goes into the audit log with your name.' },
})
