import type { OperatorSession, OperatorSessions } from '@bestie/contracts/operator-account'
import { ApiProblem } from '@bestie/ui/api'
import { useApp } from '@bestie/ui/app'
import { ProblemNote } from '@bestie/ui/feedback.tsx'
import { useTexts } from '@bestie/ui/texts'
import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { live } from '../live'
import { State } from '../page/badges'
import { Section } from '../page/section'
import { type Column, DataTable } from '../table/data-table'
import { Moment } from '../table/moment'
import { accountTexts } from './texts'

/** The operator's sign-ins, each of which can be ended. */
export function Sessions() {
  const { api, queries } = useApp()
  const texts = useTexts(accountTexts)
  const sessions = useQuery({
    queryKey: ['my-sessions'],
    queryFn: async () => {
      const { items } = await api.get<OperatorSessions>('/internal/me/sessions')
      return { items, page: 1, total: items.length }
    },
    ...live,
  })
  const revoke = useMutation({
    mutationFn: (id: string) =>
      api.delete(`/internal/me/sessions/${id}`, undefined).catch((problem) => {
        // Already signed out, by the first of two clicks or from elsewhere: that is what the operator wanted.
        if (!(problem instanceof ApiProblem && problem.code === 'not_found')) throw problem
      }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['my-sessions'] }),
  })
  const columns: Column<OperatorSession>[] = [
    { header: texts.from, cell: ({ address }) => address ?? '—' },
    { header: texts.device, isBreakable: true, cell: ({ user_agent }) => user_agent ?? '—' },
    { header: texts.since, cell: ({ created_at }) => <Moment at={created_at} /> },
    { header: texts.used, cell: ({ last_used_at }) => <Moment at={last_used_at} /> },
  ]
  return (
    <Section title={texts.sessions}>
      {revoke.isError && <ProblemNote problem={revoke.error} />}
      <DataTable
        caption={texts.sessions}
        query={sessions}
        columns={columns}
        rowKey={({ id }) => id}
        menuLabel={texts.revoke}
        isWhole
        rowMenu={({ id, is_current, address }) =>
          is_current ? (
            <State tone="good">{texts.thisOne}</State>
          ) : (
            <Button
              size="compact-sm"
              variant="default"
              loading={revoke.isPending && revoke.variables === id}
              onClick={() => !revoke.isPending && revoke.mutate(id)}
              aria-label={texts.revokeOf(address ?? '—')}
            >
              {texts.revoke}
            </Button>
          )
        }
      />
    </Section>
  )
}
