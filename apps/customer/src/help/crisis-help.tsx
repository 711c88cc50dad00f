import { HeartIcon } from '@bestie/ui/icons.tsx'
import { useTexts } from '@bestie/ui/texts'
import { useCloseOnBack } from '@bestie/ui/use-close-on-back'
import { ActionIcon, Button, Modal, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import classes from './help.module.css'
import { helpTexts } from './texts'

/** One tap to people who can help at once, without leaving the screen. An icon says its words to screen readers alone. */
export function CrisisHelp({ look }: { look: 'bar' | 'icon' | 'button' | 'quiet' }) {
  const texts = useTexts(helpTexts)
  const [open, setOpen] = useState(false)
  const close = () => setOpen(false)
  useCloseOnBack(open, close)
  const show = () => setOpen(true)
  return (
    <>
      {look === 'bar' ? (
        <button type="button" className={classes.bar} onClick={show}>
          <HeartIcon size={20} />
          {texts.open}
        </button>
      ) : look === 'icon' ? (
        <ActionIcon aria-label={texts.open} onClick={show}>
          <HeartIcon />
        </ActionIcon>
      ) : (
        <Button
          variant={look === 'quiet' ? 'subtle' : 'default'}
          size={look === 'quiet' ? 'md' : 'lg'}
          leftSection={<HeartIcon size={20} />}
          onClick={show}
        >
          {texts.open}
        </Button>
      )}
      <Modal opened={open} onClose={close} title={texts.title} withCloseButton={false}>
        <Stack gap="md">
          <Text>{texts.text}</Text>
          <Call number="119" name={texts.sejiwa} note={texts.sejiwaNote} />
          <Call number="112" name={texts.emergency} note={texts.emergencyNote} />
          <Text size="sm" c="dimmed">
            {texts.together}
          </Text>
          <Button variant="light" data-autofocus onClick={close}>
            {texts.back}
          </Button>
        </Stack>
      </Modal>
    </>
  )
}

function Call({ number, name, note }: { number: string; name: string; note: string }) {
  return (
    <a href={`tel:${number}`} className={classes.call}>
      <strong>{name}</strong>
      <span>{note}</span>
    </a>
  )
}
