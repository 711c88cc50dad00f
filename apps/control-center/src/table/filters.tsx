import { useTexts } from '@bestie/ui/texts'
import { Button, Checkbox, Group, NativeSelect, Popover, Stack, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useQueryInAddress } from '../address'
import { tableTexts } from './texts'

/** The filters above a table. They are kept in the address, so that a reload, a link or the back button keeps them. */
export function Filters({ children }: { children: ReactNode }) {
  const texts = useTexts(tableTexts)
  const [{ sort: _, page: __, ...asked }, change] = useQueryInAddress()
  const names = Object.keys(asked)
  return (
    <Group gap="sm" align="flex-end" component="search">
      {children}
      {names.length > 0 && (
        <Button variant="subtle" onClick={() => change(Object.fromEntries(names.map((name) => [name, ''])))}>
          {texts.clear}
        </Button>
      )}
    </Group>
  )
}

/** From a day to a day, both included, by the calendar of Asia/Jakarta. */
export function DateRangeFilter() {
  const texts = useTexts(tableTexts)
  return (
    <>
      <DayFilter name="from" label={texts.from} />
      <DayFilter name="to" label={texts.to} />
    </>
  )
}

function DayFilter({ name, label }: { name: 'from' | 'to'; label: string }) {
  const [query, change] = useQueryInAddress()
  // The address changes a moment later; without this draft the field would be reset meanwhile and lose a half-typed year.
  const [draft, setDraft] = useState<string | null>(null)
  return (
    <TextInput
      type="date"
      label={label}
      w={142}
      value={draft ?? query[name] ?? ''}
      onChange={({ currentTarget: { value: day } }) => {
        setDraft(day)
        // 0002, 0020 and 0202 occur while a year is typed; nobody means them.
        if (day === '' || day >= '1000') change({ [name]: day })
      }}
      onBlur={() => setDraft(null)}
    />
  )
}

type Choices<Words> = { name: string; label: string; choices: Record<string, Words> }

/** Any number of choices, as `a,b` in the address. */
export function ManyFilter({ name, label, choices }: Choices<ReactNode>) {
  const texts = useTexts(tableTexts)
  const [query, change] = useQueryInAddress()
  const chosen = query[name]?.split(',') ?? []
  return (
    <Popover position="bottom-start" withinPortal={false} trapFocus shadow="md">
      <Popover.Target>
        <Button variant={chosen.length > 0 ? 'light' : 'default'}>{texts.chosen(label, chosen.length)} ▾</Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Checkbox.Group
          label={label}
          value={chosen}
          onChange={(values) =>
            change({
              [name]: Object.keys(choices)
                .filter((choice) => values.includes(choice))
                .join(','),
            })
          }
        >
          <Stack gap={6} mt="xs">
            {Object.entries(choices).map(([choice, words]) => (
              <Checkbox key={choice} value={choice} label={words} />
            ))}
          </Stack>
        </Checkbox.Group>
      </Popover.Dropdown>
    </Popover>
  )
}

/** One choice, or all. */
export function OneFilter({ name, label, choices }: Choices<string>) {
  const texts = useTexts(tableTexts)
  const [query, change] = useQueryInAddress()
  return (
    <NativeSelect
      label={label}
      maw={240}
      value={query[name] ?? ''}
      onChange={(event) => change({ [name]: event.currentTarget.value })}
      data={[{ value: '', label: texts.all }, ...Object.entries(choices).map(([value, words]) => ({ value, label: words }))]}
    />
  )
}

/** Text to search for, sent with Enter. */
export function SearchFilter({ name = 'q', label, hint }: { name?: string; label: string; hint?: string }) {
  const [query, change] = useQueryInAddress()
  const [draft, setDraft] = useState<string | null>(null)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        change({ [name]: (draft ?? query[name] ?? '').trim() })
        setDraft(null)
      }}
    >
      <TextInput
        type="search"
        name={name}
        label={label}
        placeholder={hint}
        w={220}
        value={draft ?? query[name] ?? ''}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onBlur={(event) => draft !== null && event.currentTarget.form?.requestSubmit()}
      />
    </form>
  )
}
