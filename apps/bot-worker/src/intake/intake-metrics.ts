import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Registry } from 'prom-client';

/**
 * `again`: it failed or met a pause, and comes once more. `given_up`: it failed too often. Confirmed
 * without being handled: `silenced`, its sender has used up its allowance; `surplus`, its chat, or strangers
 * together, sent more than can be answered; `repeated`, the same waits in its chat; `unreadable`, it makes no sense.
 */
export type UpdateOutcome =
  'done' | 'busy' | 'again' | 'given_up' | 'silenced' | 'surplus' | 'repeated' | 'unreadable';

/** Of what people send to the bot. */
@Injectable()
export class IntakeMetrics {
  private readonly updates: Counter<'outcome'>;
  private readonly lease: Gauge;

  constructor(registry: Registry) {
    const registers = [registry];
    this.updates = new Counter({
      name: 'otpravka_updates_total',
      help: 'Updates that this worker was brought, by what became of them',
      labelNames: ['outcome'],
      registers,
    });
    this.lease = new Gauge({
      name: 'otpravka_polling_lease_held',
      help: '1 where this worker is the one that polls',
      registers,
    });
  }

  count(outcome: UpdateOutcome): void {
    this.updates.inc({ outcome });
  }

  polls(isHolder: boolean): void {
    this.lease.set(isHolder ? 1 : 0);
  }
}
