import type { Language } from '@bestie/contracts/values'
import { SegmentedControl } from '@mantine/core'
import { useChooseLanguage } from './bestie'
import { useLanguage } from './texts'

/** Indonesian or English. */
export function LanguageSwitch({ label }: { label: string }) {
  const language = useLanguage()
  const choose = useChooseLanguage()
  return (
    <SegmentedControl
      aria-label={label}
      size="md"
      radius="xl"
      value={language}
      onChange={(value) => choose(value as Language)}
      data={[
        { value: 'id', label: 'Indonesia' },
        { value: 'en', label: 'English' },
      ]}
    />
  )
}
