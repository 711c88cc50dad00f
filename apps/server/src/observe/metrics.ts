import type { ServerEventName } from '@bestie/contracts/events'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Told } from '../db/transact'

/** Buckets in seconds: `fast` for statements and commits, `slow` for windows closed by a sweep. */
const fast = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]
const slow = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300]

/** The field of an event's data that becomes a label: how things ended, never who it was about. */
const outcomes: Partial<Record<ServerEventName, string>> = {
  pairing_failed: 'cause_tag',
  returning_unavailable: 'cause_tag',
  payment_updated: 'status',
  extension_resolved: 'outcome',
  session_completed: 'ended_by',
  chat_request_closed: 'reason',
}

/** What a process counts about itself, for Prometheus. Labels are names from the code, never of people. */
export type Metrics = ReturnType<typeof openMetrics>

/** Counters of one process in their own registry. Times are seconds. */
export function openMetrics() {
  const registry = new Registry()
  const registers = [registry]
  const events = new Counter({
    name: 'bestie_events_total',
    help: 'Events told after their commit, with how things ended: matches are pairing_matched, failures pairing_failed.',
    labelNames: ['event', 'outcome'],
    registers,
  })
  // At 0 from the start: alerts compare these, and Prometheus sees neither a missing counter nor the increase of a new one.
  events.inc({ event: 'pairing_matched', outcome: '' }, 0)
  events.inc({ event: 'pairing_failed', outcome: 'no_mitra_available' }, 0)
  return {
    registry,
    /** Counts each event once, however many devices receive it. */
    told(told: Told[]): void {
      for (const { name, data } of told) {
        const field = outcomes[name]
        events.inc({ event: name, outcome: field === undefined ? '' : String((data as Record<string, unknown>)[field]) })
      }
    },
    requests: new Histogram({
      name: 'bestie_http_request_seconds',
      help: 'From a request to its answer.',
      labelNames: ['method', 'route', 'status'],
      buckets: fast,
      registers,
    }),
    acks: new Histogram({
      name: 'bestie_message_ack_seconds',
      help: 'From a message on the socket to its acknowledgement after the commit.',
      labelNames: ['outcome'],
      buckets: fast,
      registers,
    }),
    timeToMatch: new Histogram({
      name: 'bestie_time_to_match_seconds',
      help: 'From a request to its accept.',
      buckets: slow,
      registers,
    }),
    jobs: new Histogram({
      name: 'bestie_job_seconds',
      help: 'How long a job ran.',
      labelNames: ['task', 'outcome'],
      buckets: fast,
      registers,
    }),
    jobLateness: new Histogram({
      name: 'bestie_job_lateness_seconds',
      help: 'How long after its time a job began.',
      labelNames: ['task'],
      buckets: [...fast, 30, 60, 300],
      registers,
    }),
    swept: new Counter({
      name: 'bestie_swept_total',
      help: 'Windows that a sweep had to close, and refunds that it had to send, because their job had not.',
      labelNames: ['window'],
      registers,
    }),
    batches: new Counter({
      name: 'bestie_bus_batches_total',
      help: 'Batches of words to other processes, by what carried them; "none" were lost.',
      labelNames: ['transport'],
      registers,
    }),
    gaps: new Counter({
      name: 'bestie_bus_gaps_total',
      help: 'Times that words of other processes may have been missed, and every app here was made to connect again.',
      registers,
    }),
    limited: new Counter({
      name: 'bestie_rate_limited_total',
      help: 'Requests refused because a limit was reached, by the limit.',
      labelNames: ['limit'],
      registers,
    }),
    availabilityReads: new Counter({
      name: 'bestie_availability_reads_total',
      help: 'Times that this process asked the database whether a mitra is available.',
      registers,
    }),
    /** A gauge read whenever Prometheus scrapes, as one value or by kind. */
    gauge(name: string, help: string, read: () => number | Record<string, number>): void {
      new Gauge({
        name,
        help,
        labelNames: ['kind'],
        registers,
        collect() {
          const found = read()
          this.reset()
          if (typeof found === 'number') this.set(found)
          else for (const [kind, value] of Object.entries(found)) this.set({ kind }, value)
        },
      })
    },
  }
}
