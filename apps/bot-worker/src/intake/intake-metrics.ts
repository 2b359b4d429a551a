import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Registry } from 'prom-client';

/**
 * `again`: the update failed or met a pause, and is delivered again. `given_up`: it failed too often. The next four outcomes
 * are confirmed without being handled. `silenced`: the sender has used up its allowance. `surplus`: the chat, or all strangers
 * together, sent more than can be answered. `repeated`: the same update waits in its chat. `unreadable`: it cannot be parsed.
 */
export type UpdateOutcome =
  'done' | 'busy' | 'again' | 'given_up' | 'silenced' | 'surplus' | 'repeated' | 'unreadable';

/** Metrics of the updates that this worker receives. */
@Injectable()
export class IntakeMetrics {
  private readonly updates: Counter<'outcome'>;
  private readonly lease: Gauge;

  constructor(registry: Registry) {
    const registers = [registry];
    this.updates = new Counter({
      name: 'otpravka_updates_total',
      help: 'Updates that this worker received, by their outcome',
      labelNames: ['outcome'],
      registers,
    });
    this.lease = new Gauge({
      name: 'otpravka_polling_lease_held',
      help: '1 on the worker that polls, else 0',
      registers,
    });
  }

  count(outcome: UpdateOutcome): void {
    this.updates.inc({ outcome });
  }

  setPolling(isHolder: boolean): void {
    this.lease.set(isHolder ? 1 : 0);
  }
}
