import { type Attributes, context, type Span, SpanStatusCode, trace } from '@opentelemetry/api'

/** A span that has begun: a way to run work inside it, and to end it. */
interface Begun {
  run<Result>(work: () => Result): Result
  end(error?: unknown): void
}

/** Spans of requests, socket frames, jobs and statements, for a collector that `OTEL_EXPORTER_OTLP_ENDPOINT` names. */
export interface Tracing {
  /** Without a collector, everything runs unwrapped and nothing is measured. */
  readonly on: boolean
  /** Begins a span under the running one. Attributes name code and ids, never people or what they said. */
  begin(name: string, attributes: Attributes): Begun
  /** Runs work as a span, under the one that `parent` names. */
  span<Result>(name: string, attributes: Attributes, work: () => Promise<Result>, parent?: string): Promise<Result>
  /** A name for the running span, under which work may continue in another process. */
  link(): string | undefined
  stop(): Promise<void>
}

const off: Tracing = {
  on: false,
  begin: () => ({ run: (work) => work(), end: () => {} }),
  span: (_name, _attributes, work) => work(),
  link: () => undefined,
  stop: async () => {},
}

/** Opens tracing to the collector at `endpoint` (OTLP over HTTP); without one, tracing is off and costs nothing. */
export async function openTracing(endpoint: string | undefined): Promise<Tracing> {
  if (endpoint === undefined) return off
  // Loaded only if there is a collector: it would slow every start.
  const [{ BatchSpanProcessor, NodeTracerProvider }, { OTLPTraceExporter }] = await Promise.all([
    import('@opentelemetry/sdk-trace-node'),
    import('@opentelemetry/exporter-trace-otlp-http'),
  ])
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` })
  const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter, { scheduledDelayMillis: 1_000 })] })
  provider.register()
  const tracer = provider.getTracer('bestie')

  function begin(name: string, attributes: Attributes, parent?: string): Begun {
    const under = parent === undefined ? context.active() : trace.setSpanContext(context.active(), spanNamed(parent))
    const span = tracer.startSpan(name, { attributes }, under)
    return { run: (work) => context.with(trace.setSpan(under, span), work), end: (error) => endSpan(span, error) }
  }

  return {
    on: true,
    begin,
    async span(name, attributes, work, parent) {
      const { run, end } = begin(name, attributes, parent)
      try {
        const result = await run(work)
        end()
        return result
      } catch (error) {
        end(error)
        throw error
      }
    },
    link() {
      const running = trace.getSpanContext(context.active())
      return running && `${running.traceId}-${running.spanId}`
    },
    stop: () => provider.shutdown(),
  }
}

function spanNamed(link: string) {
  const [traceId = '', spanId = ''] = link.split('-')
  return { traceId, spanId, traceFlags: 1, isRemote: true }
}

/** Reports a failure by its name alone: its message may quote the data it failed on. */
function endSpan(span: Span, error: unknown): void {
  if (error !== undefined)
    span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : typeof error })
  span.end()
}
