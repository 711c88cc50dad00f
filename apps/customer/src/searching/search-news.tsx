import { useServerEvent } from '@bestie/ui/bestie'
import { useTexts } from '@bestie/ui/texts'
import { Button, CloseButton, Group, Text } from '@mantine/core'
import { useRouter, useRouterState } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import classes from './searching.module.css'
import { searchingTexts } from './texts'

const toChat = (chatId: string) => `/chat/${chatId}`

type News = { text: string; open?: { path: string; label: string } }

/** Whether the screen at this path tells it, or is where it leads. */
const isToldAt = (path: string, { open }: News) => path === open?.path || /^\/(searching|returning)\//.test(path)

/** Tells a customer who is elsewhere in the app how their search ended. The screens of the search tell it themselves. */
export function SearchNews() {
  const texts = useTexts(searchingTexts)
  const router = useRouter()
  const path = useRouterState({ select: ({ location }) => location.pathname })
  const [news, setNews] = useState<News | null>(null)
  const tell = (next: News) => {
    if (!isToldAt(router.state.location.pathname, next)) setNews(next)
  }
  const forget = (chatId: string) => setNews((now) => (now?.open?.path === toChat(chatId) ? null : now))

  useServerEvent('pairing_matched', ({ chat_session_id, mitra }) =>
    tell({
      text: `${texts.found}. ${texts.foundWith(mitra.display_name)}`,
      open: { path: toChat(chat_session_id), label: texts.open },
    }),
  )
  useServerEvent('pairing_failed', () => tell({ text: texts.failed }))
  useServerEvent('returning_unavailable', ({ payment_session_id }) =>
    tell({ text: texts.unavailable, open: { path: `/returning/${payment_session_id}`, label: texts.choose } }),
  )
  useServerEvent('session_closing', ({ chat_session_id }) => forget(chat_session_id))
  useServerEvent('session_completed', ({ chat_session_id }) => forget(chat_session_id))
  useEffect(() => {
    setNews((now) => (now && isToldAt(path, now) ? null : now))
  }, [path])

  return (
    <div role="status">
      {news && (
        <Group className={classes.news} wrap="nowrap" align="flex-start" gap="xs">
          <div>
            <Text>{news.text}</Text>
            {news.open && (
              <Button variant="white" size="md" mt="xs" onClick={() => news.open && router.history.push(news.open.path)}>
                {news.open.label}
              </Button>
            )}
          </div>
          <CloseButton
            size={44}
            iconSize={20}
            mt={-8}
            aria-label={texts.close}
            onClick={() => setNews(null)}
            className={classes.closeNews}
          />
        </Group>
      )}
    </div>
  )
}
