import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type CodeTask, Outbox, type OutboxDepth } from '@app/otp';

/** What becomes of a claimed code. `postponed`: nothing was sent yet; `retried`: Telegram did not take it, or its answer was lost. */
export type CodeOutcome = 'sent' | 'parked' | 'failed' | 'retried' | 'postponed';

/** Of codes, and of the outbox that all workers share. */
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
    watchOutbox(outbox, registers);
  }

  claimed(): void {
    this.claims.inc();
  }

  settled(outcome: CodeOutcome): void {
    this.outcomes.inc({ outcome });
  }

  sent({ dueAt }: CodeTask): void {
    this.settled('sent');
    this.seconds.observe(Math.max(0, Date.now() - dueAt.getTime()) / 1000);
  }
}

/** Every worker tells the same of it: take the largest, not the sum. Redis being away leaves the last numbers. */
function watchOutbox(outbox: Outbox, registers: Registry[]): void {
  let asking: Promise<OutboxDepth | undefined> | undefined;
  // One look for the three of them, at each scrape.
  const depth = () =>
    (asking ??= outbox
      .depth()
      .catch(() => undefined)
      .finally(() => (asking = undefined)));
  const gauge = (name: string, help: string, of: (found: OutboxDepth) => number): void =>
    void new Gauge({
      ...{ name, help, registers },
      async collect() {
        const found = await depth();
        if (found !== undefined) this.set(of(found));
      },
    });
  gauge('otpravka_outbox_entries', 'All that waits in the outbox, also for a later time', (of) => of.entries);
  gauge('otpravka_outbox_due_entries', 'What is due now', (of) => of.due);
  gauge(
    'otpravka_outbox_oldest_due_seconds',
    'How long the entry that was first due the longest ago has been due, whatever was tried since; what is parked, and what waits for a pause or a block of its own chat, does not count',
    (of) => of.oldestDueSeconds,
  );
}
