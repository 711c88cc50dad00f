import { useTexts } from '@bestie/ui/texts'
import { Button, CloseButton, Group, Text } from '@mantine/core'
import { useRouter } from '@tanstack/react-router'
import classes from './searching.module.css'
import { searchingTexts } from './texts'
import { type SearchNews, useSearchNews } from './use-search-news'

/** Tells a customer who is elsewhere in the app how their search ended. */
export function SearchNewsBar() {
  const { news, close } = useSearchNews()
  return (
    <div role="status" className={classes.newsPlace}>
      {news && <Bar news={news} onClose={close} />}
    </div>
  )
}

function Bar({ news, onClose }: { news: SearchNews; onClose: () => void }) {
  const texts = useTexts(searchingTexts)
  const router = useRouter()
  const { path } = news
  const text =
    news.kind === 'found'
      ? `${texts.found}. ${news.name === null ? texts.foundAnyone : texts.foundWith(news.name)}`
      : texts[news.kind]
  return (
    <Group className={classes.news} wrap="nowrap" align="flex-start" gap="xs">
      <div>
        <Text>{text}</Text>
        {path !== null && (
          <Button variant="white" size="md" mt="xs" onClick={() => router.history.push(path)}>
            {news.kind === 'found' ? texts.open : texts.choose}
          </Button>
        )}
      </div>
      <CloseButton size={44} iconSize={20} mt={-8} aria-label={texts.close} onClick={onClose} className={classes.closeNews} />
    </Group>
  )
}
