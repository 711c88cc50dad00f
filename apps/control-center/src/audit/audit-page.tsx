import type { AuditLine } from '@bestie/contracts/operator-audit'
import { useTexts } from '@bestie/ui/texts'
import { Email } from '../page/email'
import { Page } from '../page/page'
import { type Column, DataTable } from '../table/data-table'
import { DateRangeFilter, Filters, OneFilter, SearchFilter } from '../table/filters'
import { Moment } from '../table/moment'
import { useTable } from '../table/use-table'
import { Subject } from './subject'
import { auditActionNames, auditTexts } from './texts'
import { Written } from './written'

/** Who did what to whom, searchable and unchangeable. */
export function AuditPage() {
  const texts = useTexts(auditTexts)
  const names = useTexts(auditActionNames)
  const lines = useTable<AuditLine>('/internal/audit')
  const columns: Column<AuditLine>[] = [
    { header: texts.when, sort: 'created_at', sorted: 'descending', cell: ({ created_at }) => <Moment at={created_at} /> },
    { header: texts.who, isBreakable: true, cell: (line) => <Who line={line} /> },
    { header: texts.what, cell: ({ action }) => names[action] ?? action },
    { header: texts.subject, isBreakable: true, cell: (line) => <Subject line={line} /> },
    { header: texts.before, isBreakable: true, cell: ({ before }) => <Written value={before} /> },
    { header: texts.after, isBreakable: true, cell: ({ after }) => <Written value={after} /> },
    { header: texts.from, cell: ({ address }) => address },
  ]
  return (
    <Page title={texts.title} about={texts.about}>
      <Filters>
        <SearchFilter name="actor" label={texts.who} hint={texts.actorHint} />
        <OneFilter name="action" label={texts.what} choices={names} />
        <SearchFilter name="subject" label={texts.subject} hint={texts.subjectHint} />
        <DateRangeFilter />
      </Filters>
      <DataTable caption={texts.title} query={lines} columns={columns} rowKey={({ id }) => id} />
    </Page>
  )
}

/** The operator, or the system; nobody for the command line, whose address says so, and for a sign-in that matches no account. */
function Who({ line: { actor, actor_role } }: { line: AuditLine }) {
  const texts = useTexts(auditTexts)
  if (actor === null) return actor_role === 'system' ? texts.system : '—'
  return actor.email === null ? actor.id : <Email email={actor.email} />
}
