import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Otp, TooManyRequests } from '@app/otp';
import { isStoreAway } from '@app/redis';
import { limitedAddress } from '../client/address';
import type { Caller } from '../client/caller';
import { rateLimitHeaders } from '../http/rate-limit-headers';

/** How often one address may type codes and refresh tokens. */
@Injectable()
export class AttemptLimit {
  constructor(private readonly otp: Otp) {}

  /** @throws DomainError `too_many_requests` */
  async admit({ address }: Caller, reply: FastifyReply): Promise<void> {
    try {
      reply.headers(rateLimitHeaders(await this.otp.admitAttempt(limitedAddress(address))));
    } catch (error) {
      if (error instanceof TooManyRequests) reply.headers(rateLimitHeaders(error.limits));
      throw error;
    }
  }

  /** The same for what needs no Redis otherwise: where that is away, nobody is signed out for it. */
  async admitWithoutRedis(caller: Caller, reply: FastifyReply): Promise<void> {
    try {
      await this.admit(caller, reply);
    } catch (error) {
      if (!isStoreAway(error)) throw error;
    }
  }
}
