import { defineTexts } from '../texts'

export const themeTexts = defineTexts({
  id: { label: 'Tampilan', light: 'Terang', dark: 'Gelap', auto: 'Ikut perangkat' },
  en: { label: 'Appearance', light: 'Light', dark: 'Dark', auto: 'As the device' },
})
