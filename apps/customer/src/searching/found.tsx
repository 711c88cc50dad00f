import { useDocumentTitle, useFocusOnArrival } from '@bestie/ui/frame.tsx'
import { HeartIcon } from '@bestie/ui/icons.tsx'
import { useTexts } from '@bestie/ui/texts'
import { Button, Stack, Text, Title } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import classes from './searching.module.css'
import { searchingTexts } from './texts'

/** Shows the good news for a moment; then the chat opens by itself. */
export function Found({ chatId, name }: { chatId: string; name: string | null }) {
  const texts = useTexts(searchingTexts)
  const navigate = useNavigate()
  const heading = useFocusOnArrival<HTMLHeadingElement>()
  useDocumentTitle(texts.found)
  const open = () => navigate({ to: '/chat/$chatId', params: { chatId }, replace: true })

  useEffect(() => {
    const timer = setTimeout(() => navigate({ to: '/chat/$chatId', params: { chatId }, replace: true }), 2_500)
    return () => clearTimeout(timer)
  }, [navigate, chatId])

  return (
    <Stack component="main" flex={1} p="xl" align="center" justify="center" ta="center" gap="lg">
      <div className={classes.found} aria-hidden="true">
        <HeartIcon size={60} />
      </div>
      <div role="status">
        <Title order={1} ref={heading} tabIndex={-1}>
          {texts.found}
        </Title>
        <Text size="lg" mt="xs">
          {name === null ? texts.foundAnyone : texts.foundWith(name)}
        </Text>
      </div>
      <Button onClick={open}>{texts.open}</Button>
    </Stack>
  )
}
