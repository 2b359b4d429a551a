import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type CodeTask, Outbox, type OutboxDepth } from '@app/otp';

/**
 * The outcome of a claimed code. `postponed`: nothing was sent yet, and the code is due again later. `retried`: Telegram
 * failed, or its answer was lost.
 */
const CODE_OUTCOMES = ['sent', 'parked', 'failed', 'retried', 'postponed'] as const;
export type CodeOutcome = (typeof CODE_OUTCOMES)[number];

/** Metrics of the codes that this worker delivers, and of the outbox that all workers share. */
@Injectable()
export class DeliveryMetrics {
  private readonly claims: Counter;
  private readonly outcomes: Counter<'outcome'>;
  private readonly seconds: Histogram;

  constructor(registry: Registry, outbox: Outbox) {
    const registers = [registry];
    this.claims = new Counter({
      name: 'otpravka_code_claims_total',
      help: 'Codes that this worker took out of the outbox',
      registers,
    });
    this.outcomes = new Counter({
      name: 'otpravka_code_deliveries_total',
      help: 'What came of claimed codes',
      labelNames: ['outcome'],
      registers,
    });
    // A counter that starts at 0 shows its first increase.
    for (const outcome of CODE_OUTCOMES) this.outcomes.inc({ outcome }, 0);
    this.seconds = new Histogram({
      name: 'otpravka_code_delivery_seconds',
      help: 'From the request, or from the contact that it waited for, until Telegram had taken the code',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300],
      registers,
    });
    new Counter({
      name: 'otpravka_codes_expired_unsent_total',
      help: 'Codes that died in the outbox before they were sent, as found by this worker',
      registers,
      collect() {
        this.reset();
        this.inc(outbox.expiredUnsent);
      },
    });
    measureOutbox(outbox, registers);
  }

  countClaim(): void {
    this.claims.inc();
  }

  countOutcome(outcome: CodeOutcome): void {
    this.outcomes.inc({ outcome });
  }

  countSent({ dueAt }: CodeTask): void {
    this.countOutcome('sent');
    this.seconds.observe(Math.max(0, Date.now() - dueAt.getTime()) / 1000);
  }
}

/**
 * All workers report the same outbox, so a query takes the maximum and not the sum. While Redis is unavailable the gauges keep
 * their last values.
 */
function measureOutbox(outbox: Outbox, registers: Registry[]): void {
  let pending: Promise<OutboxDepth | undefined> | undefined;
  // The three gauges of a scrape share one read.
  const readDepth = () =>
    (pending ??= outbox
      .depth()
      .catch(() => undefined)
      .finally(() => (pending = undefined)));
  const gauge = (name: string, help: string, valueOf: (depth: OutboxDepth) => number): void =>
    void new Gauge({
      ...{ name, help, registers },
      async collect() {
        const found = await readDepth();
        if (found !== undefined) this.set(valueOf(found));
      },
    });
  gauge(
    'otpravka_outbox_entries',
    'All that waits in the outbox, also for a later time',
    (depth) => depth.entries,
  );
  gauge('otpravka_outbox_due_entries', 'What is due now', (depth) => depth.due);
  gauge(
    'otpravka_outbox_oldest_due_seconds',
    'How long the entry that was first due the longest ago has been due, whatever was tried since; what is parked, and what waits for a pause or a block of its own chat, does not count',
    (depth) => depth.oldestDueSeconds,
  );
}
