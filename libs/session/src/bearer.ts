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

/** RFC 6750, 2.1: nothing stands after the token. */
const CREDENTIALS = /^Bearer +([\w.~+/-]+=*)$/i;

/** Of two headers nobody knows which one a proxy in front went by. */
function tokenIn({ raw }: FastifyRequest): string | null {
  const [credentials, another] = raw.headersDistinct['authorization'] ?? [];
  return (another === undefined && CREDENTIALS.exec(credentials ?? '')?.[1]) || null;
}

/** What the library does not ask for: it takes a token without an end for one that never ends. */
const ours = z.object({ sub: z.uuid(), sid: z.uuid(), exp: z.number() });

/** An access token of ours in the header; nowhere else, for URLs and bodies end in logs. */
@Injectable()
export class AccessTokenStrategy extends PassportStrategy(Strategy, STRATEGY) {
  constructor(tokens: AccessTokens) {
    const { algorithms, issuer, audience } = tokens.expectations;
    super({
      jwtFromRequest: tokenIn,
      secretOrKeyProvider: (_request, token: string, done) => {
        const key = tokens.keyOf(token);
        done(key ? null : 'no key of ours', key as never);
      },
      algorithms,
      issuer,
      audience,
    });
  }

  validate(payload: unknown): AccessClaims | false {
    const { data: claims } = ours.safeParse(payload);
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

/** Only with an access token of ours. The session may have ended since: who works in the database looks there. */
export const SignedIn = (): MethodDecorator & ClassDecorator =>
  applyDecorators(UseGuards(AccessTokenGuard), ApiBearerAuth());

/** The claims of the access token; on routes that are `@SignedIn()` or `@RequirePlan(…)`. */
export const Claims = createParamDecorator(
  (_: unknown, context: ExecutionContext): AccessClaims =>
    (context.switchToHttp().getRequest<FastifyRequest>() as FastifyRequest & { user: AccessClaims }).user,
);
