import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type Language, negotiateLanguage } from '@app/contract';
import type { Origin } from '@app/otp';
import type { SessionClient } from '@app/session';
import { canonicalAddress } from './address';
import { clientOf } from './user-agent';

/** Who sent a request, as far as HTTP tells. */
export interface Caller {
  readonly address: string;
  readonly browser: string;
  readonly system: string;
  /** As sent, for the list of sessions; never for a message of the bot. */
  readonly userAgent: string;
  readonly language: Language;
}

const LONGEST_USER_AGENT = 256;
const UNKNOWN_ADDRESS = '0.0.0.0';

export function callerOf(request: FastifyRequest): Caller {
  const userAgent = request.headers['user-agent'] ?? '';
  return {
    address:
      canonicalAddress(request.ip) ?? canonicalAddress(request.socket.remoteAddress ?? '') ?? UNKNOWN_ADDRESS,
    ...clientOf(userAgent),
    userAgent: userAgent.slice(0, LONGEST_USER_AGENT),
    language: negotiateLanguage(request.headers['accept-language']),
  };
}

/** Who asks or types, as the owner may be told. */
export const originOf = ({ address, browser, system }: Caller): Origin => ({ ip: address, browser, system });

/** What the list of sessions and activity keep of a caller. */
export const sessionClient = ({ userAgent, address }: Caller): SessionClient => ({ userAgent, ip: address });

export const CalledBy = createParamDecorator((_: unknown, context: ExecutionContext) =>
  callerOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
