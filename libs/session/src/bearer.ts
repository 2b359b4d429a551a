import {
  applyDecorators,
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  UseGuards,
} from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '@app/contract';
import { type AccessClaims, AccessTokens } from './access-tokens';

/** RFC 6750, section 2.1: nothing follows the token. Ours are shorter than 1,000 characters. */
const CREDENTIALS = /^Bearer {1,8}([\w.~+/-]{1,2000}=*)$/i;

/** Refuses a request with two `Authorization` headers, because a proxy may have checked the other one. */
function tokenIn({ raw }: FastifyRequest): string | undefined {
  const [credentials, another] = raw.headersDistinct['authorization'] ?? [];
  return another === undefined ? CREDENTIALS.exec(credentials ?? '')?.[1] : undefined;
}

type Request = FastifyRequest & { user?: AccessClaims };

/** Verifies the access token in the header. URLs and bodies end up in logs, so a token is accepted only in the header. */
@Injectable()
export class AccessTokenGuard implements CanActivate {
  constructor(private readonly tokens: AccessTokens) {}

  /** @throws DomainError `token_invalid` */
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    const token = tokenIn(request);
    const claims = token === undefined ? undefined : this.tokens.verify(token);
    if (claims === undefined) throw new DomainError('token_invalid');
    request.user = claims;
    return true;
  }
}

/** Requires a valid access token. Its session may have ended, so work in the database must check the session too. */
export const SignedIn = (): MethodDecorator & ClassDecorator =>
  applyDecorators(UseGuards(AccessTokenGuard), ApiBearerAuth());

/** The claims of the access token, on routes with `@SignedIn()` or `@RequirePlan(…)`. */
export const Claims = createParamDecorator(
  (_: unknown, context: ExecutionContext): AccessClaims => context.switchToHttp().getRequest<Request>().user!,
);
