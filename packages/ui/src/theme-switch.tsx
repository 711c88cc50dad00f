import { type MantineColorScheme, SegmentedControl, useMantineColorScheme } from '@mantine/core'
import { defineTexts, useTexts } from './texts'

const texts = defineTexts({
  id: { label: 'Tampilan', light: 'Terang', dark: 'Gelap', auto: 'Ikut perangkat' },
  en: { label: 'Appearance', light: 'Light', dark: 'Dark', auto: 'As the device' },
})

/** Light, dark, or whatever the device is set to. */
export function ThemeSwitch() {
  const t = useTexts(texts)
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <SegmentedControl
      aria-label={t.label}
      size="md"
      radius="xl"
      // In large letters the longest takes a line of its own, and a second one.
      styles={{ control: { flex: '1 1 auto' }, label: { whiteSpace: 'normal' } }}
      value={colorScheme}
      onChange={(scheme) => setColorScheme(scheme as MantineColorScheme)}
      data={[
        { value: 'light', label: t.light },
        { value: 'dark', label: t.dark },
        { value: 'auto', label: t.auto },
      ]}
    />
  )
}

/** What the switch is about, as a heading over it. */
export const useThemeLabel = () => useTexts(texts).label
