import type { AuditLine } from '@bestie/contracts/operator-audit'
import { useLanguage } from '@bestie/ui/texts'
import { Text } from '@mantine/core'
import { To } from '../address'
import { Email } from '../page/email'
import { settingsTexts } from '../settings/texts'

/** The page that shows a row of a table, by the row's key. */
const pages: Record<string, (key: string) => string> = {
  customers: (key) => `/users/${key}`,
  mitras: (key) => `/mitras/${key}`,
  chat_sessions: (key) => `/sessions/${key}`,
  payment_sessions: (key) => `/payments/${key}`,
  app_config: () => '/settings',
}

/**
 * The subject of an audit line, a table and a key: an operator by their email, a failure with a link to its payment,
 * anything else with a link to its own page; text where no page shows it.
 */
export function Subject({ line: { subject, subject_email, payment_session_id } }: { line: AuditLine }) {
  const language = useLanguage()
  const [table = '', key = ''] = subject.split('/')
  if (subject_email !== null)
    return (
      <>
        <Email email={subject_email} />
        <Text size="xs" c="dimmed">
          {subject}
        </Text>
      </>
    )
  if (payment_session_id !== null) return <To path={`/payments/${payment_session_id}`}>{subject}</To>
  const page = pages[table]
  if (!page) return subject
  const rows: Record<string, { label: string }> = settingsTexts[language].rows
  return <To path={page(key)}>{table === 'app_config' ? (rows[key]?.label ?? subject) : subject}</To>
}
