import { useLanguage } from '@bestie/ui/texts'
import { To } from '../address'
import { settingsTexts } from '../settings/texts'

/** The page that shows a row of a table, by the row's key. */
const pages: Record<string, (key: string) => string> = {
  customers: (key) => `/users/${key}`,
  mitras: (key) => `/mitras/${key}`,
  chat_sessions: (key) => `/sessions/${key}`,
  payment_sessions: (key) => `/payments/${key}`,
  app_config: () => '/settings',
}

/** Links the subject of an audit line, a table and a key, to the page that shows it; text where no page does. */
export function SubjectLink({ subject }: { subject: string }) {
  const language = useLanguage()
  const [table = '', key = ''] = subject.split('/')
  const page = pages[table]
  if (!page) return subject
  const rows: Record<string, { label: string }> = settingsTexts[language].rows
  return <To path={page(key)}>{table === 'app_config' ? (rows[key]?.label ?? subject) : subject}</To>
}
