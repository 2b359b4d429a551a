import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Otp } from '@app/otp';
import { isRedisUnavailable } from '@app/redis';
import type { Caller } from '../client/caller';

/** How long a refresh waits to be counted. The rest of a refresh does not need Redis. */
const COUNT_TIMEOUT_MS = 500;

/**
 * Limits how many codes and refresh tokens one address may send. This is not a Nest guard, because guards run before the body
 * is parsed. An invalid body must be refused without being counted and without Redis.
 */
@Injectable()
export class AttemptLimit {
  constructor(private readonly otp: Otp) {}

  /** @throws DomainError `too_many_requests` */
  async admit({ networks, limits }: Caller): Promise<void> {
    limits.push(...(await this.otp.admitAttempt(networks)));
  }

  /** Admits without counting while Redis is unavailable or slow, so that nobody is signed out. @throws DomainError `too_many_requests` */
  async admitWithoutRedis({ networks, limits }: Caller): Promise<void> {
    const counted = this.otp.admitAttempt(networks).catch((error: unknown) => {
      if (!isRedisUnavailable(error)) throw error;
      return [];
    });
    limits.push(...(await Promise.race([counted, wait(COUNT_TIMEOUT_MS, [], { ref: false })])));
  }
}
