import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Otp } from '@app/otp';
import { isRedisUnavailable } from '@app/redis';
import type { Caller } from '../client/caller';

/** How long work that needs Redis for nothing else waits for the count. */
const LONGEST_WAIT_MS = 500;

/**
 * Limits how many codes and refresh tokens one address may send. It is no guard, because guards run before the body is
 * parsed, and a body that is refused must neither count nor need Redis.
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
    limits.push(...(await Promise.race([counted, wait(LONGEST_WAIT_MS, [], { ref: false })])));
  }
}
