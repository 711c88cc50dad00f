import { theme } from '@bestie/ui/theme/theme'
import {
  ActionIcon,
  Button,
  CloseButton,
  createTheme,
  Menu,
  Modal,
  mergeThemeOverrides,
  NativeSelect,
  PasswordInput,
  SegmentedControl,
  Textarea,
  TextInput,
} from '@mantine/core'

/** The shared theme adapted to a mouse pointer: more on one screen, less round. */
export const desktopTheme = mergeThemeOverrides(
  theme,
  createTheme({
    defaultRadius: 'sm',
    components: {
      Button: Button.extend({
        defaultProps: { size: 'sm', radius: 'sm' },
        styles: { root: { minHeight: 'var(--button-height)' } },
      }),
      ActionIcon: ActionIcon.extend({ defaultProps: { size: 36, radius: 'sm', variant: 'subtle' } }),
      CloseButton: CloseButton.extend({ defaultProps: { size: 'md' } }),
      SegmentedControl: SegmentedControl.extend({ styles: { label: { minHeight: 0 } } }),
      TextInput: TextInput.extend({ defaultProps: { size: 'sm' } }),
      PasswordInput: PasswordInput.extend({ defaultProps: { size: 'sm' } }),
      NativeSelect: NativeSelect.extend({ defaultProps: { size: 'sm' } }),
      Textarea: Textarea.extend({ defaultProps: { size: 'sm', autosize: true, minRows: 3 } }),
      // An opened menu gives the focus to its first item: the placeholder that has it otherwise is no item, and a menu holds only items.
      Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false } }),
      Modal: Modal.extend({ defaultProps: { radius: 'md', size: 480 } }),
    },
  }),
)
