import type { MitraChat, PendingExtension } from '@bestie/contracts/chat'
import type { Extension } from '@bestie/contracts/extension'
import { ApiProblem } from '@bestie/ui/api'
import { useBestie } from '@bestie/ui/bestie'
import { useIsPast } from '@bestie/ui/countdown.tsx'
import { ProblemNote } from '@bestie/ui/feedback.tsx'
import { formatRupiah } from '@bestie/ui/format'
import { SecondsRing } from '@bestie/ui/seconds-ring.tsx'
import { sharedTexts } from '@bestie/ui/shared-texts'
import { useTexts } from '@bestie/ui/texts'
import { useSettled } from '@bestie/ui/use-settled'
import { Button, Text } from '@mantine/core'
import { useEffect } from 'react'
import { keys } from '../keys'
import { useCommand } from '../use-command'
import classes from './extension.module.css'
import { extensionTexts } from './texts'
import { forgetExtension } from './use-extensions'

type Answer = 'approve' | 'decline'
type Props = { chat: MitraChat; extension: PendingExtension; children?: React.ReactNode }

/** The customer asks for more time: how long, for how much, what happens without an answer, and two buttons. */
export function ExtensionCard({ chat, extension, children }: Props) {
  const texts = useTexts(extensionTexts)
  const { minutes } = useTexts(sharedTexts)
  const { api, queries } = useBestie()
  const settled = useSettled()
  const over = useIsPast(extension.deadline_at)
  const id = extension.extension_id
  const unanswered = extension.default_action === 'auto_reject' ? texts.unansweredRejected : texts.unanswered

  const answer = useCommand(async (choice: Answer) => {
    try {
      await api.post<Extension>(`/api/mitra/extensions/${id}/${choice}`)
      forgetExtension(queries, chat.chat_session_id)
    } catch (problem) {
      // Decided elsewhere: reading brings the outcome.
      if (problem instanceof ApiProblem && problem.status === 409) forgetExtension(queries, chat.chat_session_id)
      else throw problem
    }
  })

  // The server decides at the deadline; if its event was missed, reading makes up for it.
  useEffect(() => {
    if (!over) return
    const timer = setInterval(() => void queries.invalidateQueries({ queryKey: keys.chats }), 2_000)
    return () => clearInterval(timer)
  }, [over, queries])

  const choose = (choice: Answer) => {
    if (settled) void answer.send(choice)
  }
  return (
    <section className={classes.card} aria-labelledby={`extension-${id}`}>
      <div className={classes.question}>
        <SecondsRing until={extension.deadline_at} windowSeconds={extension.timeout_seconds} />
        <div>
          <Text fw={650} id={`extension-${id}`}>
            {texts.title(chat.call_name)}
          </Text>
          <Text fw={650} size="lg" c="var(--bestie-ink)" className={classes.offer}>
            <span>+{minutes(extension.duration_minutes)}</span> · <span>{formatRupiah(extension.amount)}</span>
          </Text>
          <Text size="sm">{over ? texts.deciding : unanswered(extension.timeout_seconds)}</Text>
        </div>
      </div>
      {answer.problem !== null && <ProblemNote problem={answer.problem} />}
      {!over && (
        <div className={classes.answers}>
          <Button variant="default" aria-disabled={answer.pending || !settled} onClick={() => choose('decline')}>
            {texts.decline}
          </Button>
          <Button loading={answer.pending} aria-disabled={!settled} onClick={() => choose('approve')}>
            {texts.approve}
          </Button>
        </div>
      )}
      {children}
    </section>
  )
}
