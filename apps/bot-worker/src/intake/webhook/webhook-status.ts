import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Registry } from 'prom-client';
import { untilAborted, withTimeLimit } from '../../scheduling/time-limit';

/**
 * How the webhook at Telegram differs from what the workers set. `secret`: Telegram does not show the secret, but reports
 * that the webhook answered 401. `certificate`: the workers never set one, and a foreign one would let updates go elsewhere.
 * `unwanted`: a webhook was set although this bot polls.
 */
const REPAIR_REASONS = ['url', 'certificate', 'allowed_updates', 'secret', 'unwanted'] as const;
export type RepairReason = (typeof REPAIR_REASONS)[number];

/** The state of the webhook as this worker knows it, for readiness and metrics. A wrong secret makes the next check earlier. */
@Injectable()
export class WebhookStatus {
  /** The result of the last check. False before the first one. */
  isAsWanted = false;
  private readonly repairs: Counter<'reason'>;
  private readonly pending: Gauge;
  private checkNow: () => void = () => undefined;

  constructor(registry: Registry) {
    const registers = [registry];
    this.repairs = new Counter({
      name: 'otpravka_webhook_repairs_total',
      help: 'Times that this worker set or removed the webhook again because somebody else had changed it, by what differed',
      labelNames: ['reason'],
      registers,
    });
    // A counter that starts at 0 shows its first increase.
    for (const reason of REPAIR_REASONS) this.repairs.inc({ reason }, 0);
    const isAsWanted = (): boolean => this.isAsWanted;
    new Gauge({
      name: 'otpravka_webhook_as_wanted',
      help: 'Where this worker receives updates by a webhook: 0 while Telegram has another one, as of the last check',
      registers,
      collect() {
        this.set(isAsWanted() ? 1 : 0);
      },
    });
    this.pending = new Gauge({
      name: 'otpravka_webhook_pending_updates',
      help: 'Updates that Telegram has not delivered to the webhook yet, as of the last check, which runs once a minute',
      registers,
    });
  }

  countRepairs(reasons: readonly RepairReason[]): void {
    for (const reason of reasons) this.repairs.inc({ reason });
  }

  setPendingUpdates(count: number): void {
    this.pending.set(count);
  }

  /** A request with a wrong secret leads to an earlier check and nothing else, because anybody can send one. */
  recordWrongSecret(): void {
    this.checkNow();
  }

  /** Resolves after `ms` milliseconds, on a request with a wrong secret, or when the service stops. */
  async waitForNextCheck(ms: number, stopped: AbortSignal): Promise<void> {
    const wrongSecret = new AbortController();
    this.checkNow = () => wrongSecret.abort();
    await withTimeLimit(ms, [stopped, wrongSecret.signal], untilAborted);
  }
}
