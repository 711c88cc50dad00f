import {
  type ActionIcon,
  type Button,
  type CloseButton,
  type CSSVariablesResolver,
  createTheme,
  type Input,
  type Loader,
  type MantineColorsTuple,
  type Modal,
  type SegmentedControl,
  type Switch,
  type TextInput,
  type Title,
} from '@mantine/core'

/**
 * The type of a component's looks, without loading its code: `Component.extend` would put every component into the first load.
 */
type Looks<Component extends { extend: (looks: never) => unknown }> = Parameters<Component['extend']>[0]

/** Deep pine: steady and unhurried. For what a person can do. */
const pine: MantineColorsTuple = [
  '#eef7f4',
  '#d9ece6',
  '#b5d9cf',
  '#8bc3b4',
  '#63ab99',
  '#458f7e',
  '#307a6a',
  '#226558',
  '#1a5047',
  '#123b35',
]

/** Apricot to clay: a lamp in the window. For warmth and for what needs a gentle eye. */
const clay: MantineColorsTuple = [
  '#fff5ee',
  '#ffe6d6',
  '#fccbac',
  '#f6ac7f',
  '#ec8f58',
  '#dd7639',
  '#c05f27',
  '#a04b1d',
  '#803b17',
  '#612c12',
]

/** Greys with sand in them, so that nothing looks clinical. */
const gray: MantineColorsTuple = [
  '#fbf8f4',
  '#f5f0e9',
  '#eae3d9',
  '#dad0c4',
  '#beb2a4',
  '#978b7e',
  '#6f655a',
  '#564e45',
  '#3a352f',
  '#25211d',
]

const dark: MantineColorsTuple = [
  '#ece6de',
  '#c9c1b7',
  '#a79f95',
  '#7d766d',
  '#4d4842',
  '#3b3732',
  '#2d2a26',
  '#23201d',
  '#1a1816',
  '#131110',
]

/** The theme of all three apps. */
export const theme = createTheme({
  primaryColor: 'pine',
  primaryShade: { light: 7, dark: 6 },
  colors: { pine, clay, gray, dark },
  black: '#25211d',
  defaultRadius: 'lg',
  radius: { xs: '6px', sm: '10px', md: '14px', lg: '18px', xl: '28px' },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif',
  headings: { fontWeight: '650', textWrap: 'balance' },
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    // Everything that can be tapped is at least 44px high, the size of a thumb.
    Button: {
      defaultProps: { size: 'lg', radius: 'xl' },
      // Labels that do not fit, on a small screen or in large text, wrap and are not cut off.
      styles: {
        root: { height: 'auto', minHeight: 'max(44px, var(--button-height))', paddingBlock: 4 },
        label: { overflow: 'visible', whiteSpace: 'normal', lineHeight: 1.3 },
      },
    } satisfies Looks<typeof Button>,
    ActionIcon: { defaultProps: { size: 44, radius: 'xl', variant: 'subtle' } } satisfies Looks<typeof ActionIcon>,
    CloseButton: { defaultProps: { size: 44 } } satisfies Looks<typeof CloseButton>,
    // The outline of every control stays visible in the dark: at least 3:1 against page and surface.
    Input: {
      styles: (_theme, { error }) => ({ wrapper: error ? {} : { '--input-bd': 'var(--bestie-outline)' } }),
    } satisfies Looks<typeof Input>,
    Switch: { styles: { track: { boxShadow: 'inset 0 0 0 1.5px var(--bestie-outline)' } } } satisfies Looks<typeof Switch>,
    SegmentedControl: {
      styles: {
        root: { flexWrap: 'wrap', maxWidth: '100%', border: '1px solid var(--bestie-outline)' },
        label: { display: 'grid', minHeight: 44, placeContent: 'center' },
        indicator: { boxShadow: 'inset 0 0 0 2px var(--bestie-ink)' },
      },
    } satisfies Looks<typeof SegmentedControl>,
    TextInput: { defaultProps: { size: 'lg' } } satisfies Looks<typeof TextInput>,
    Modal: {
      defaultProps: { centered: true, radius: 'lg', padding: 'lg', overlayProps: { backgroundOpacity: 0.4 } },
      styles: {
        content: { background: 'var(--bestie-surface)', border: '1px solid var(--bestie-line)' },
        header: { background: 'inherit' },
        title: { fontSize: 'var(--mantine-h3-font-size)', fontWeight: 650, lineHeight: 1.35, textWrap: 'balance' },
      },
    } satisfies Looks<typeof Modal>,
    Loader: { defaultProps: { type: 'dots' } } satisfies Looks<typeof Loader>,
    Title: { defaultProps: { order: 2 } } satisfies Looks<typeof Title>,
  },
})

/** Colours by purpose, in both schemes; stylesheets use these names only. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {
    '--bestie-column': '480px',
  },
  light: {
    '--bestie-page': gray[0],
    '--bestie-backdrop': gray[2],
    '--bestie-surface': '#ffffff',
    '--bestie-hovered': gray[1],
    '--bestie-line': gray[2],
    '--bestie-quiet': gray[6],
    '--bestie-outline': gray[5],
    '--bestie-mine': pine[7],
    '--bestie-on-mine': '#ffffff',
    '--bestie-theirs': '#ffffff',
    '--bestie-on-theirs': gray[9],
    '--bestie-glow': clay[1],
    '--bestie-warm-ink': clay[8],
    '--bestie-ink': pine[7],
    '--bestie-chosen': pine[0],
    '--bestie-off': gray[3],
    '--bestie-on-off': gray[9],
    '--bestie-alarm': '#a51d1d',
    // Mantine's own red is too pale to read on white.
    '--mantine-color-error': '#a51d1d',
    '--mantine-color-body': gray[0],
    '--mantine-color-dimmed': gray[6],
    '--mantine-color-placeholder': gray[6],
  },
  dark: {
    '--bestie-page': dark[8],
    '--bestie-backdrop': dark[9],
    '--bestie-surface': dark[7],
    '--bestie-hovered': dark[6],
    '--bestie-line': dark[5],
    '--bestie-quiet': dark[2],
    '--bestie-outline': dark[3],
    '--bestie-mine': pine[7],
    '--bestie-on-mine': '#ffffff',
    '--bestie-theirs': dark[6],
    '--bestie-on-theirs': dark[0],
    '--bestie-glow': '#3a2a20',
    '--bestie-warm-ink': clay[2],
    '--bestie-ink': pine[3],
    '--bestie-chosen': '#1b2f2a',
    '--bestie-off': dark[5],
    '--bestie-on-off': dark[0],
    '--bestie-alarm': '#ffb3ad',
    '--mantine-color-error': '#ffb3ad',
    '--mantine-color-body': dark[8],
    '--mantine-color-dimmed': dark[2],
    '--mantine-color-placeholder': dark[2],
    // Mantine's own colours are so dark that such a button disappears on the page.
    '--mantine-color-pine-light': '#1b3f38',
    '--mantine-color-pine-light-hover': '#234d44',
    '--mantine-color-pine-light-color': pine[1],
    '--mantine-color-clay-filled': clay[7],
    '--mantine-color-clay-light': '#4a2c1a',
    '--mantine-color-clay-light-hover': '#583521',
    '--mantine-color-clay-light-color': clay[1],
  },
})
