import {
  applyDecorators,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  UseGuards,
} from '@nestjs/common';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import { ApiBearerAuth } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport-jwt';
import { DomainError } from '@app/contract';
import { z } from 'zod';
import { type AccessClaims, AccessTokens } from './access-tokens';

const STRATEGY = 'access-token';

/** RFC 6750, section 2.1: nothing follows the token. */
const CREDENTIALS = /^Bearer +([\w.~+/-]+=*)$/i;

/** Refuses a request with two `Authorization` headers, because a proxy may have checked the other one. */
function tokenIn({ raw }: FastifyRequest): string | null {
  const [credentials, another] = raw.headersDistinct['authorization'] ?? [];
  return (another === undefined && CREDENTIALS.exec(credentials ?? '')?.[1]) || null;
}

/** Requires the claims that the library leaves optional. It would accept a token without `exp` for ever. */
const requiredClaims = z.object({ sub: z.uuid(), sid: z.uuid(), exp: z.number() });

/** Verifies the access token in the header. URLs and bodies end up in logs, so a token is accepted only in the header. */
@Injectable()
export class AccessTokenStrategy extends PassportStrategy(Strategy, STRATEGY) {
  constructor(tokens: AccessTokens) {
    const { algorithms, issuer, audience } = tokens.expectations;
    super({
      jwtFromRequest: tokenIn,
      secretOrKeyProvider: (_request, token: string, done) => {
        const key = tokens.keyOf(token);
        done(key ? null : 'unknown key', key as never);
      },
      algorithms,
      issuer,
      audience,
    });
  }

  validate(payload: unknown): AccessClaims | false {
    const { data: claims } = requiredClaims.safeParse(payload);
    return claims !== undefined && { shopId: claims.sub, sessionId: claims.sid };
  }
}

@Injectable()
export class AccessTokenGuard extends AuthGuard(STRATEGY) {
  override handleRequest<Claims>(_error: unknown, claims: Claims | false): Claims {
    if (!claims) throw new DomainError('token_invalid');
    return claims;
  }
}

/** Requires a valid access token. Its session may have ended, so work in the database must check the session too. */
export const SignedIn = (): MethodDecorator & ClassDecorator =>
  applyDecorators(UseGuards(AccessTokenGuard), ApiBearerAuth());

/** The claims of the access token, on routes with `@SignedIn()` or `@RequirePlan(…)`. */
export const Claims = createParamDecorator(
  (_: unknown, context: ExecutionContext): AccessClaims =>
    (context.switchToHttp().getRequest<FastifyRequest>() as FastifyRequest & { user: AccessClaims }).user,
);
