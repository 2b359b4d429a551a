import { Injectable } from '@nestjs/common';
import { Lease, RedisStore } from '@app/redis';
import { POLLING_LEASE } from '@app/telegram';

/** After the death of the worker that polls, another one takes over within this time and its own acquire interval. */
const LEASE_MS = 6_000;
const RENEW_INTERVAL_MS = 2_000;

/** Lets one of N workers poll. */
@Injectable()
export class PollingLease {
  private readonly lease: Lease;

  constructor(store: RedisStore) {
    this.lease = new Lease(store, POLLING_LEASE, LEASE_MS);
  }

  /** @returns undefined if another worker holds the lease or Redis is unavailable */
  async acquire(stopped: AbortSignal): Promise<HeldLease | undefined> {
    const isAcquired = await this.lease.acquire().catch(() => false);
    return isAcquired ? new HeldLease(this.lease, stopped) : undefined;
  }
}

/** Renews the lease until it is lost, given up or released. */
export class HeldLease {
  private readonly lost = new AbortController();
  private readonly heartbeat = setInterval(() => void this.renew(), RENEW_INTERVAL_MS);
  private heldUntil = Date.now() + LEASE_MS;
  /** Aborts when the lease is lost or the worker stops. */
  readonly ended: AbortSignal;

  constructor(
    private readonly lease: Lease,
    stopped: AbortSignal,
  ) {
    this.ended = AbortSignal.any([this.lost.signal, stopped]);
  }

  get isLost(): boolean {
    return this.lost.signal.aborted;
  }

  giveUp(): void {
    this.lost.abort();
  }

  /** Called before a poll, because a worker may have been suspended. Telegram refuses two pollers (Bot API: 409). */
  async renewIfExpired(): Promise<void> {
    if (Date.now() > this.heldUntil) await this.renew();
  }

  async release(): Promise<void> {
    clearInterval(this.heartbeat);
    await this.lease.release().catch(() => undefined);
  }

  private async renew(): Promise<void> {
    const startedAt = Date.now();
    try {
      if (await this.lease.acquire()) this.heldUntil = startedAt + LEASE_MS;
      else this.lost.abort();
    } catch {
      if (Date.now() > this.heldUntil - RENEW_INTERVAL_MS) this.lost.abort();
    }
  }
}
