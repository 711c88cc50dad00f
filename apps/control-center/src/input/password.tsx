import { defineTexts, useTexts } from '@bestie/ui/texts'
import { PasswordInput, type PasswordInputProps } from '@mantine/core'

const texts = defineTexts({ id: { show: 'Tampilkan atau sembunyikan kata sandi' }, en: { show: 'Show or hide the password' } })

/** A password field whose text can be shown while it is typed. */
export function Password(props: PasswordInputProps) {
  const { show } = useTexts(texts)
  return <PasswordInput {...props} visibilityToggleButtonProps={{ 'aria-label': show }} />
}
