import type { TimelineEvent } from '@bestie/contracts/operator-timeline'
import { formatRupiah } from '@bestie/ui/format'
import { useTexts } from '@bestie/ui/texts'
import { Table, Text } from '@mantine/core'
import { To } from '../address'
import { Written } from '../audit/written'
import { Section } from '../page/section'
import { Moment } from '../table/moment'
import { timelineTexts } from './texts'
import classes from './timeline.module.css'

/** The events in order, each a sentence with its figures below. `here` is the page's own address, which needs no link. */
export function Timeline({ events, here }: { events: TimelineEvent[]; here: string }) {
  const texts = useTexts(timelineTexts)
  const sentence = (event: TimelineEvent) => (texts.sentences[event.type] as (event: TimelineEvent) => string)(event)
  return (
    <Section title={texts.title}>
      {events.length === 0 && <Text c="dimmed">{texts.empty}</Text>}
      <ol className={classes.timeline}>
        {events.map((event) => (
          <li key={keyOf(event)} data-type={event.type}>
            <Moment at={event.at} />
            <div>
              <Text>{sentence(event)}</Text>
              <Details event={event} />
              <Elsewhere event={event} here={here} />
            </div>
          </li>
        ))}
      </ol>
    </Section>
  )
}

/** From the instant, the type and the IDs: an event keeps its key when another comes before it. */
const keyOf = (event: TimelineEvent) =>
  Object.entries(event)
    .filter(([name]) => ['at', 'type', 'action'].includes(name) || name.endsWith('_id'))
    .map(([, value]) => value)
    .join(' ')

function Details({ event }: { event: TimelineEvent }) {
  const texts = useTexts(timelineTexts)
  if (event.type === 'request_started')
    return (
      <>
        <Text size="sm" c="dimmed">
          {texts.asked(event)}
        </Text>
        {event.cards.length > 0 && (
          <details className={classes.details}>
            <summary>{texts.seeCards}</summary>
            <ul>
              {event.cards.map(({ mitra, status }) => (
                <li key={mitra.id}>
                  <To path={`/mitras/${mitra.id}`}>{mitra.display_name}</To>, {texts.card[status]}
                </li>
              ))}
            </ul>
          </details>
        )}
      </>
    )
  if (event.type === 'booked')
    return (
      <Table withRowBorders={false} verticalSpacing={2} w="auto" fz="sm" c="dimmed">
        <Table.Tbody>
          {event.entries.map((entry) => (
            <Table.Tr key={entry.account}>
              <Table.Td pl={0}>{entry.account}</Table.Td>
              <Table.Td ta="end">{formatRupiah(entry.amount)}</Table.Td>
              <Table.Td>
                {texts.running}: {formatRupiah(entry.running)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    )
  if (event.type === 'audited')
    return (
      <Text component="div" size="sm" c="dimmed">
        <Written value={event.after} />
      </Text>
    )
  return null
}

/** A link to the chat or payment that an event is about. */
function Elsewhere({ event, here }: { event: TimelineEvent; here: string }) {
  const texts = useTexts(timelineTexts)
  if (event.type === 'extension_requested' && !here.endsWith(event.payment_session_id))
    return <To path={`/payments/${event.payment_session_id}`}>{texts.toPayment}</To>
  const leads = event.type === 'request_started' || event.type === 'matched' || event.type === 'extension_requested'
  if (leads && !here.endsWith(event.chat_session_id))
    return <To path={`/sessions/${event.chat_session_id}`}>{texts.toSession}</To>
  return null
}
