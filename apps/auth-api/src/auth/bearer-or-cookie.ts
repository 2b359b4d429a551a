import { type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AccessTokenGuard } from '@app/session';
import { refreshCookieOf } from '../http/refresh-cookie';

/** Lets pass who sends no access token and has the cookie; the route then looks at the cookie. */
@Injectable()
export class BearerOrCookieGuard extends AccessTokenGuard {
  override canActivate(context: ExecutionContext): ReturnType<AccessTokenGuard['canActivate']> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const hasCookieOnly =
      request.headers.authorization === undefined && refreshCookieOf(request) !== undefined;
    return hasCookieOnly || super.canActivate(context);
  }
}
