import { type MantineColorScheme, SegmentedControl, useMantineColorScheme } from '@mantine/core'
import { defineTexts, useTexts } from './texts'

const texts = defineTexts({
  id: { label: 'Tampilan', light: 'Terang', dark: 'Gelap', auto: 'Ikut perangkat' },
  en: { label: 'Appearance', light: 'Light', dark: 'Dark', auto: 'As the device' },
})

/** Light, dark, or the device's setting. */
export function ThemeSwitch() {
  const t = useTexts(texts)
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <SegmentedControl
      aria-label={t.label}
      size="md"
      radius="xl"
      // In large text the longest label takes a row of its own, and breaks into two lines.
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

/** The switch's label, for use as a heading above it. */
export const useThemeLabel = () => useTexts(texts).label
