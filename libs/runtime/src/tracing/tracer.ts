import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { readBuildInfo } from '../build-info';
import { reasonOf } from '../logging/reason';
import { spanIdOf, traceIdOf } from './trace-ids';

/** The kinds of OpenTelemetry, by their numbers on the wire. */
const KINDS = { server: 2, client: 3, consumer: 5 } as const;
const ERROR = 2;

const EXPORT_INTERVAL_MS = 2_000;
const EXPORT_LIMIT_MS = 5_000;
/** For all that is left at the shutdown, so that a collector that hangs does not use up the time of the others. */
const LAST_EXPORT_LIMIT_MS = 1_000;
const MAX_BATCH = 512;
/** More spans than this are dropped, so that a collector that is away takes no memory. */
const MAX_WAITING = 4_096;

export interface Span {
  readonly name: string;
  readonly kind: keyof typeof KINDS;
  /** The HTTP request that asked for the code. All spans of one sign-in have it, so they are one trace. */
  readonly requestId: string;
  /** What identifies this span to its children: the id of its request, or the lease of its delivery. */
  readonly key?: string;
  /** The key of the parent. */
  readonly parentKey?: string | undefined;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly attributes: Readonly<Record<string, string | number | undefined>>;
  readonly hasFailed: boolean;
}

/**
 * Sends spans to a collector by OTLP over HTTP, as JSON (docs/decisions/0045-traces-without-an-sdk.md). It never fails or delays
 * its caller: spans that the collector does not take are lost.
 */
export class Tracer implements OnApplicationShutdown {
  private readonly log = new Logger(Tracer.name);
  private readonly url: string;
  private readonly timer: NodeJS.Timeout;
  private waiting: Span[] = [];
  private running: Promise<void> | undefined;
  private hasFailed = false;

  /** @param endpoint of the collector, without `/v1/traces` */
  constructor(
    endpoint: string,
    private readonly service: string,
    everyMs = EXPORT_INTERVAL_MS,
  ) {
    this.url = `${endpoint}/v1/traces`;
    this.timer = setInterval(() => void this.export(), everyMs).unref();
  }

  record(span: Span): void {
    if (this.waiting.length < MAX_WAITING) this.waiting.push(span);
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await Promise.race([this.exportAll(), wait(LAST_EXPORT_LIMIT_MS, undefined, { ref: false })]);
  }

  private async exportAll(): Promise<void> {
    await this.running;
    await this.export();
  }

  /** One export at a time: the next one waits for the timer, or for the shutdown. */
  private export(): Promise<void> {
    this.running ??= this.sendWaiting().finally(() => (this.running = undefined));
    return this.running;
  }

  private async sendWaiting(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, MAX_BATCH);
      try {
        await this.send(batch);
        if (this.hasFailed) this.log.log('the collector of traces takes spans again');
        this.hasFailed = false;
      } catch (error) {
        if (!this.hasFailed)
          this.log.warn({ reason: reasonOf(error) }, 'the collector of traces took no spans; they are lost');
        this.hasFailed = true;
        return;
      }
    }
  }

  private async send(spans: readonly Span[]): Promise<void> {
    const answer = await fetch(this.url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(requestOf(this.service, spans)),
      signal: AbortSignal.timeout(EXPORT_LIMIT_MS),
    });
    await answer.body?.cancel();
    if (!answer.ok) throw new Error(`the collector answered ${answer.status}`);
  }
}

/** The body of OTLP (opentelemetry-proto: ExportTraceServiceRequest). */
const requestOf = (service: string, spans: readonly Span[]) => ({
  resourceSpans: [
    {
      resource: {
        attributes: attributesOf({ 'service.name': service, 'service.version': readBuildInfo().version }),
      },
      scopeSpans: [{ scope: { name: 'otpravka' }, spans: spans.map(spanOf) }],
    },
  ],
});

const spanOf = (span: Span) => ({
  traceId: traceIdOf(span.requestId),
  spanId: span.key === undefined ? randomBytes(8).toString('hex') : spanIdOf(span.key),
  ...(span.parentKey !== undefined && { parentSpanId: spanIdOf(span.parentKey) }),
  name: span.name,
  kind: KINDS[span.kind],
  startTimeUnixNano: nanoseconds(span.startedAtMs),
  endTimeUnixNano: nanoseconds(span.endedAtMs),
  attributes: attributesOf(span.attributes),
  ...(span.hasFailed && { status: { code: ERROR } }),
});

/** Nanoseconds need more digits than a number has. */
const nanoseconds = (ms: number): string => String(BigInt(Math.round(ms * 1_000)) * 1_000n);

const attributesOf = (attributes: Span['attributes']) =>
  Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ({
      key,
      value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
    }));
