import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Otp } from '@app/otp';
import { isRedisUnavailable } from '@app/redis';
import type { Caller } from '../client/caller';

/** The longest that work without any other use of Redis waits for it. */
const LONGEST_WAIT_MS = 500;

/**
 * Limits how many codes and refresh tokens one address may send. It is called inside the routes and is no guard: guards
 * run before the body is parsed, and a body that is refused neither counts nor needs Redis.
 */
@Injectable()
export class AttemptLimit {
  constructor(private readonly otp: Otp) {}

  /** @throws DomainError `too_many_requests` */
  async admit({ networks, limits }: Caller): Promise<void> {
    limits.push(...(await this.otp.admitAttempt(networks)));
  }

  /** Admits without counting while Redis is unavailable or slow: a session outlives that. @throws DomainError `too_many_requests` */
  async admitWithoutRedis({ networks, limits }: Caller): Promise<void> {
    const counted = this.otp.admitAttempt(networks).catch((error: unknown) => {
      if (!isRedisUnavailable(error)) throw error;
      return [];
    });
    limits.push(...(await Promise.race([counted, wait(LONGEST_WAIT_MS, [], { ref: false })])));
  }
}
