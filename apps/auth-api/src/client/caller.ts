import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { acceptedLanguage, clientOf, type Language } from '@app/contract';
import { canonicalAddress, type LimitState, type Networks, networksOf, type Origin } from '@app/otp';
import type { SessionClient, SignInClient } from '@app/session';
import { remembered } from './remembered';
import { RequestLog } from './request-log';

/** The sender of a request, as far as HTTP shows it. */
export interface Caller {
  readonly address: string;
  readonly networks: Networks;
  readonly browser: string;
  readonly system: string;
  /** Up to 256 characters as sent. Sessions and activity list it; messages of the bot never show it. */
  readonly userAgent: string;
  /** The language that the browser prefers; undefined if we have no texts in any of its languages. */
  readonly language: Language | undefined;
  /** Routes add the windows in which they counted the request. The `RateLimit` headers list these windows. */
  readonly limits: LimitState[];
  /** The only logger of use cases, because its lines carry the id of the request. */
  readonly log: RequestLog;
}

const LONGEST_USER_AGENT = 256;
/** No more of these headers is read, so that what is remembered of them is bounded. */
const LONGEST_READ = 1_000;
const UNKNOWN_ADDRESS = '0.0.0.0';

const clientOfUserAgent = remembered(clientOf);
const languageOfHeader = remembered((header) => ({ language: acceptedLanguage(header) }));

const header = ({ headers }: FastifyRequest, name: 'user-agent' | 'accept-language'): string =>
  (headers[name] ?? '').slice(0, LONGEST_READ);

export function callerOf(request: FastifyRequest): Caller {
  const userAgent = header(request, 'user-agent');
  const address =
    canonicalAddress(request.ip) ?? canonicalAddress(request.socket.remoteAddress) ?? UNKNOWN_ADDRESS;
  return {
    address,
    networks: networksOf(address),
    ...clientOfUserAgent(userAgent),
    userAgent: userAgent.slice(0, LONGEST_USER_AGENT),
    ...languageOfHeader(header(request, 'accept-language')),
    limits: request.limits,
    log: new RequestLog(request),
  };
}

/** Who requests or types a code, as the bot shows it to the owner. */
export const originOf = ({ address, browser, system }: Caller): Origin => ({ ip: address, browser, system });

/** The data of a caller that sessions and the activity list store. */
export const sessionClient = ({ userAgent, address }: Caller): SessionClient => ({ userAgent, ip: address });

/** The data of a caller that a session stores when it is opened. The limits count by the same network. */
export const signInClient = (caller: Caller): SignInClient => ({
  ...sessionClient(caller),
  ...{ browser: caller.browser, system: caller.system, network: caller.networks[0] ?? '' },
});

export const CalledBy = createParamDecorator((_: unknown, context: ExecutionContext) =>
  callerOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
