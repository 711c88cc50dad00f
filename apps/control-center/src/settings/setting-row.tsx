import type { Setting, SettingKey, SettingsList } from '@bestie/contracts/operator-settings'
import { ApiProblem } from '@bestie/ui/api'
import { useApp } from '@bestie/ui/app'
import { useProblemText } from '@bestie/ui/problem/problem-text'
import { useLanguage, useTexts } from '@bestie/ui/texts'
import { Button, Group, Radio, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useId, useRef, useState } from 'react'
import { formatMoment } from '../format'
import classes from './settings.module.css'
import { settingsTexts } from './texts'

type Props = { name: SettingKey; setting: Setting }

/**
 * One setting: its value, which can be changed, its rule, and its earlier
 * values. The server judges a new value; its refusal is shown at the field.
 */
export function SettingRow({ name, setting }: Props) {
  const { api, queries } = useApp()
  const texts = useTexts(settingsTexts)
  const language = useLanguage()
  const problemText = useProblemText()
  const [draft, setDraft] = useState<string | null>(null)
  const words = texts.rows[name]
  const labelId = useId()
  const form = useRef<HTMLFormElement>(null)
  const { rule } = setting
  const named = (value: string) => words.choices?.[value] ?? value
  const value = draft ?? setting.value
  const isChanged = draft !== null && draft !== setting.value

  /** The buttons have nothing more to do then: a keyboard user goes on at the value. */
  const toValue = () => form.current?.querySelector<HTMLElement>('input:is([type=number], :checked)')?.focus()

  const save = useMutation({
    mutationFn: (written: string) => api.patch<SettingsList>('/internal/config', { [name]: written }),
    onSuccess: (answer) => {
      queries.setQueryData(['config'], answer)
      // A read that was under way does not know of it.
      void queries.invalidateQueries({ queryKey: ['config'] })
      setDraft(null)
      // A disabled button gives the focus up only with the next frame: a quick answer still finds it there.
      const focused = document.activeElement
      if (focused === document.body || form.current?.contains(focused)) toValue()
    },
  })
  const edit = (written: string) => {
    save.reset()
    setDraft(written)
  }
  const cancel = () => {
    save.reset()
    setDraft(null)
    toValue()
  }
  const refusal = (problem: unknown): ReactNode => {
    if (!(problem instanceof ApiProblem) || problem.code !== 'invalid_request') return problemText(problem)
    return rule?.kind === 'whole'
      ? texts.outOfBounds(rule.min, rule.max)
      : (problem.problem.fields?.[0]?.message ?? problemText(problem))
  }
  const error = save.isError && refusal(save.error)

  return (
    <form
      ref={form}
      className={classes.row}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (isChanged && !save.isPending) save.mutate(value.trim())
      }}
    >
      <div className={classes.field}>
        {words.choices ? (
          <Radio.Group
            label={words.label}
            labelProps={{ id: labelId }}
            description={words.explanation}
            value={value}
            onChange={edit}
            error={error}
          >
            <Group gap="lg" mt="xs">
              {Object.entries(words.choices).map(([choice, label]) => (
                <Radio key={choice} value={choice} label={label} />
              ))}
            </Group>
          </Radio.Group>
        ) : (
          <TextInput
            type="number"
            inputMode="numeric"
            name={name}
            label={words.label}
            labelProps={{ id: labelId }}
            description={words.explanation}
            min={rule?.kind === 'whole' ? rule.min : undefined}
            max={rule?.kind === 'whole' ? rule.max : undefined}
            value={value}
            error={error}
            classNames={{ input: classes.number ?? '' }}
            onChange={(event) => edit(event.currentTarget.value)}
            // The wheel scrolls the page; over a focused number it would change the number.
            onWheel={(event) => event.currentTarget.blur()}
          />
        )}
      </div>
      <div className={classes.facts}>
        <Text size="sm">
          {rule?.kind === 'whole' && `${texts.bounds(rule.min, rule.max, words.unit ?? '')}. `}
          {setting.default !== null && texts.default(`${named(setting.default)}${words.unit ? ` ${words.unit}` : ''}`)}
        </Text>
        <Text size="sm" c="dimmed">
          {setting.changed_from === null && setting.updated_by === null
            ? texts.unchanged
            : texts.changed(formatMoment(setting.updated_at, language), setting.updated_by)}
          {setting.changed_from !== null && `, ${texts.from(named(setting.changed_from), named(setting.value))}.`}
        </Text>
      </div>
      <div className={classes.buttons}>
        {isChanged && (
          <Button variant="subtle" onClick={cancel}>
            {texts.undo}
          </Button>
        )}
        <Button type="submit" loading={save.isPending} disabled={!isChanged} aria-describedby={labelId}>
          {texts.save}
        </Button>
        <Text role="status" size="sm" c="var(--bestie-ink)" className={classes.saved}>
          {save.isSuccess && draft === null && texts.saved}
        </Text>
      </div>
    </form>
  )
}
