import { type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '@app/contract';
import { AccessTokenGuard } from '@app/session';
import { refreshCookieOf } from '../http/refresh-cookie';

/** An access token that is absent, malformed, expired or of a session that has ended. */
export const isTokenInvalid = (error: unknown): boolean =>
  error instanceof DomainError && error.code === 'token_invalid';

/**
 * Admits a caller with an access token, and one with the cookie. Without a valid token there are no claims, and the route
 * then looks at the cookie.
 */
@Injectable()
export class BearerOrCookieGuard extends AccessTokenGuard {
  override async canActivate(context: ExecutionContext): Promise<boolean> {
    try {
      return (await super.canActivate(context)) as boolean;
    } catch (error) {
      const hasCookie = refreshCookieOf(context.switchToHttp().getRequest<FastifyRequest>()) !== undefined;
      if (hasCookie && isTokenInvalid(error)) return true;
      throw error;
    }
  }
}
