import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type LimitState, Otp, TooManyRequests } from '@app/otp';
import { isRedisUnavailable } from '@app/redis';
import { networksOf } from '../client/address';
import type { Caller } from '../client/caller';
import { rateLimitHeaders } from '../http/rate-limit-headers';

/** What needs Redis for nothing else waits for it no longer than this. */
const PATIENCE_MS = 500;

/** How often one address may type codes and refresh tokens. */
@Injectable()
export class AttemptLimit {
  constructor(private readonly otp: Otp) {}

  /** Work that has limits of its own, too. @throws DomainError `too_many_requests`, and what the work throws */
  async within<T>(
    caller: Caller,
    reply: FastifyReply,
    work: (limits: readonly LimitState[]) => Promise<T>,
  ): Promise<T> {
    let limits: readonly LimitState[] = [];
    try {
      limits = await this.ask(caller);
      reply.headers(rateLimitHeaders(limits));
      return await work(limits);
    } catch (error) {
      if (error instanceof TooManyRequests) reply.headers(rateLimitHeaders([...limits, ...error.limits]));
      throw error;
    }
  }

  /** The same for what needs no Redis otherwise: where that is away, nobody is signed out for it. */
  async admitWithoutRedis(caller: Caller, reply: FastifyReply): Promise<void> {
    const asked = this.ask(caller).catch((error: unknown) => {
      if (!isRedisUnavailable(error)) throw error;
      return [];
    });
    await this.tell(Promise.race([asked, wait(PATIENCE_MS, [], { ref: false })]), reply);
  }

  private ask({ address }: Caller): Promise<LimitState[]> {
    return this.otp.admitAttempt(networksOf(address));
  }

  private async tell(limits: Promise<LimitState[]>, reply: FastifyReply): Promise<void> {
    try {
      reply.headers(rateLimitHeaders(await limits));
    } catch (error) {
      if (error instanceof TooManyRequests) reply.headers(rateLimitHeaders(error.limits));
      throw error;
    }
  }
}
