import { theme } from '@bestie/ui/theme/theme'
import {
  ActionIcon,
  Button,
  createTheme,
  Modal,
  mergeThemeOverrides,
  NativeSelect,
  PasswordInput,
  Textarea,
  TextInput,
} from '@mantine/core'

/** The shared theme adapted to a mouse pointer: more on one screen, less round. */
export const desktopTheme = mergeThemeOverrides(
  theme,
  createTheme({
    defaultRadius: 'sm',
    components: {
      Button: Button.extend({ defaultProps: { size: 'sm', radius: 'sm' } }),
      ActionIcon: ActionIcon.extend({ defaultProps: { size: 36, radius: 'sm', variant: 'subtle' } }),
      TextInput: TextInput.extend({ defaultProps: { size: 'sm' } }),
      PasswordInput: PasswordInput.extend({ defaultProps: { size: 'sm' } }),
      NativeSelect: NativeSelect.extend({ defaultProps: { size: 'sm' } }),
      Textarea: Textarea.extend({ defaultProps: { size: 'sm', autosize: true, minRows: 3 } }),
      Modal: Modal.extend({ defaultProps: { radius: 'md', size: 480 } }),
    },
  }),
)
