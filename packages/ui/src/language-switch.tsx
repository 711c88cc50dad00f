import type { Language } from '@bestie/contracts/values'
import { SegmentedControl } from '@mantine/core'
import { useLanguage } from './texts'

/** Each by its own name, whatever the language around it. */
export const languageNames: Record<Language, string> = { id: 'Indonesia', en: 'English' }

/** Indonesian or English; `onChoose` applies the choice. */
export function LanguageSwitch({ label, onChoose }: { label: string; onChoose: (language: Language) => void }) {
  return (
    <SegmentedControl
      aria-label={label}
      size="md"
      radius="xl"
      value={useLanguage()}
      onChange={(value) => onChoose(value as Language)}
      data={[
        { value: 'id', label: languageNames.id },
        { value: 'en', label: languageNames.en },
      ]}
    />
  )
}
