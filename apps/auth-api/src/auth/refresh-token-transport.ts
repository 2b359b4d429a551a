import { createParamDecorator, type ExecutionContext, Injectable, type PipeTransform } from '@nestjs/common';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '@app/contract';
import type { IssuedTokens } from '@app/session';
import { OriginCheck } from '../http/origin-check';

/** RFC 6265bis, 4.1.3.2: browsers send a `__Host-` cookie only to this host, and only over TLS or to localhost. */
const COOKIE_NAME = '__Host-otp_refresh';
const ATTRIBUTES = { httpOnly: true, secure: true, sameSite: 'strict', path: '/' } as const;

/** In characters. A longer `Cookie` header is ignored. */
const LONGEST_HEADER = 8_192;

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** How one request transfers its refresh token: in a JSON body, or in a cookie that no script can read. */
export class RefreshTokenTransport {
  constructor(
    private readonly exchange: Exchange,
    private readonly origins: OriginCheck,
  ) {}

  static cookieIn({ headers: { cookie } }: FastifyRequest): string | undefined {
    if (cookie === undefined || cookie.length > LONGEST_HEADER) return undefined;
    return parseCookie(cookie)[COOKIE_NAME] || undefined;
  }

  get cookie(): string | undefined {
    return RefreshTokenTransport.cookieIn(this.exchange.request);
  }

  /** Whether the request has an `Authorization` header, valid or not. */
  get hasAccessToken(): boolean {
    return this.exchange.request.headers.authorization !== undefined;
  }

  /** Only our own pages may use the cookie. @throws DomainError `origin_forbidden`, `body_invalid` */
  checkOrigin(): void {
    this.origins.check(this.exchange.request);
  }

  /** Sends the refresh token in the cookie. @returns the other tokens, for the body */
  moveToCookie<T extends IssuedTokens>({ refreshToken, ...others }: T): Omit<T, 'refreshToken'> {
    this.setCookie(refreshToken, others.refreshExpiresIn);
    return others;
  }

  clearCookie(): void {
    this.setCookie('', 0);
  }

  /** Clears the cookie when its token is refused. While a store is unavailable the cookie stays, so that the client can retry. */
  async clearCookieIfRefused<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (error instanceof DomainError && error.code === 'session_invalid') this.clearCookie();
      throw error;
    }
  }

  private setCookie(value: string, maxAge: number): void {
    this.exchange.reply.header(
      'Set-Cookie',
      stringifySetCookie({ name: COOKIE_NAME, value, ...ATTRIBUTES, maxAge }),
    );
  }
}

@Injectable()
class RefreshTokenTransportPipe implements PipeTransform<Exchange, RefreshTokenTransport> {
  constructor(private readonly origins: OriginCheck) {}

  transform(exchange: Exchange): RefreshTokenTransport {
    return new RefreshTokenTransport(exchange, this.origins);
  }
}

const exchangeOf = createParamDecorator((_: unknown, context: ExecutionContext): Exchange => {
  const http = context.switchToHttp();
  return { request: http.getRequest<FastifyRequest>(), reply: http.getResponse<FastifyReply>() };
});

export const TokenTransport = (): ParameterDecorator => exchangeOf(RefreshTokenTransportPipe);
