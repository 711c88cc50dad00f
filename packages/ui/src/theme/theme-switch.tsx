import { type MantineColorScheme, SegmentedControl, useMantineColorScheme } from '@mantine/core'
import { useTexts } from '../texts'
import { themeTexts } from './texts'

/** Light, dark, or the device's setting. */
export function ThemeSwitch() {
  const texts = useTexts(themeTexts)
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <SegmentedControl
      aria-label={texts.label}
      size="md"
      radius="xl"
      // In large text the longest label takes a row of its own, and breaks into two lines.
      styles={{ control: { flex: '1 1 auto' }, label: { whiteSpace: 'normal' } }}
      value={colorScheme}
      onChange={(scheme) => setColorScheme(scheme as MantineColorScheme)}
      data={[
        { value: 'light', label: texts.light },
        { value: 'dark', label: texts.dark },
        { value: 'auto', label: texts.auto },
      ]}
    />
  )
}

/** The switch's label, for use as a heading above it. */
export const useThemeLabel = () => useTexts(themeTexts).label
