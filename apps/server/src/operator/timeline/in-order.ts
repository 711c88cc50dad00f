import type { TimelineEvent } from '@bestie/contracts/operator-timeline'

/** An event whose time is still a Date; without a time, it has not happened. */
export type Happened = TimelineEvent extends infer Event
  ? Event extends TimelineEvent
    ? Omit<Event, 'at'> & { at: Date | null | undefined }
    : never
  : never

/** The events that happened, in order; those of the same moment keep the order given. */
export function inOrder(events: Happened[]): TimelineEvent[] {
  return events
    .filter((event) => event.at != null)
    .map((event) => ({ ...event, at: (event.at as Date).toISOString() }) as TimelineEvent)
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}
