import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Registry } from 'prom-client';
import { withinLimit } from './call-limit';

/**
 * What Telegram shows to be other than the workers set it. `secret`: it cannot be seen, but Telegram says that our own
 * webhook answered 401. `certificate`: the workers never give one, and somebody's own would let updates go elsewhere.
 * `unwanted`: a webhook was set, though this bot polls.
 */
export type RepairReason = 'url' | 'certificate' | 'allowed_updates' | 'secret' | 'unwanted';

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** What this worker knows of the webhook, for readiness and for metrics; and whether something looks wrong just now. */
@Injectable()
export class WebhookStatus {
  /** As Telegram showed it last; false until it was looked at. */
  isAsWanted = false;
  private readonly repairs: Counter<'reason'>;
  private readonly pending: Gauge;
  private wake: () => void = () => undefined;

  constructor(registry: Registry) {
    const registers = [registry];
    this.repairs = new Counter({
      name: 'otpravka_webhook_repairs_total',
      help: 'Times that this worker set or removed the webhook again because somebody else had changed it, by what differed',
      labelNames: ['reason'],
      registers,
    });
    this.pending = new Gauge({
      name: 'otpravka_webhook_pending_updates',
      help: 'Updates that Telegram has not delivered to the webhook yet, as of the last look; one a minute',
      registers,
    });
  }

  repaired(reasons: readonly RepairReason[]): void {
    for (const reason of reasons) this.repairs.inc({ reason });
  }

  /** As Telegram says. */
  hasPending(count: number): void {
    this.pending.set(count);
  }

  /** A request came with a wrong secret: a reason to ask Telegram sooner, and no more, for anybody can send one. */
  suspect(): void {
    this.wake();
  }

  /** Resolves after `ms` milliseconds, as soon as something is suspected, or when the service stops. */
  async quiet(ms: number, stopped: AbortSignal): Promise<void> {
    const woken = new AbortController();
    this.wake = () => woken.abort();
    await withinLimit(ms, [stopped, woken.signal], untilAborted);
  }
}
