import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Registry } from 'prom-client';
import type { Intake } from '@app/runtime';

/**
 * `again`: the update failed or met a pause, and is delivered again. `given_up`: it failed too often. The next four outcomes
 * are confirmed without being handled. `silenced`: the sender has used up its allowance. `surplus`: the chat, or all strangers
 * together, sent more than can be answered. `repeated`: the same update waits in its chat. `unreadable`: it cannot be parsed.
 */
const UPDATE_OUTCOMES = [
  ...(['done', 'busy', 'again', 'given_up'] as const),
  ...(['silenced', 'surplus', 'repeated', 'unreadable'] as const),
] as const;
export type UpdateOutcome = (typeof UPDATE_OUTCOMES)[number];

/** Metrics of the updates that this worker receives. */
@Injectable()
export class IntakeMetrics {
  private readonly updates: Counter<'outcome'>;
  private readonly lease: Gauge;

  constructor(registry: Registry, mode: Intake['mode']) {
    const registers = [registry];
    new Gauge({
      name: 'otpravka_intake_info',
      help: 'Always 1; the label says how this worker receives updates: by polling, by a webhook, or not at all (off)',
      labelNames: ['mode'],
      registers,
    }).set({ mode }, 1);
    this.updates = new Counter({
      name: 'otpravka_updates_total',
      help: 'Updates that this worker received, by their outcome',
      labelNames: ['outcome'],
      registers,
    });
    // A counter that starts at 0 shows its first increase.
    for (const outcome of UPDATE_OUTCOMES) this.updates.inc({ outcome }, 0);
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
