import { type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '@app/contract';
import { AccessTokenGuard } from '@app/session';
import { RefreshTokenTransport } from './refresh-token-transport';

/** Whether the access token is absent, malformed or expired, or its session has ended. */
export const isTokenInvalid = (error: unknown): boolean =>
  error instanceof DomainError && error.code === 'token_invalid';

/** Admits a request with a valid access token, or with the cookie. Without a valid token, `@Claims()` injects undefined. */
@Injectable()
export class BearerOrCookieGuard extends AccessTokenGuard {
  override canActivate(context: ExecutionContext): boolean {
    try {
      return super.canActivate(context);
    } catch (error) {
      const request = context.switchToHttp().getRequest<FastifyRequest>();
      if (RefreshTokenTransport.cookieIn(request) !== undefined && isTokenInvalid(error)) return true;
      throw error;
    }
  }
}
