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
import { ExtractJwt, Strategy } from 'passport-jwt';
import { DomainError } from '@app/contract';
import { type AccessClaims, AccessTokens } from './access-tokens';

const STRATEGY = 'access-token';

/** An access token of ours in the header (RFC 6750, 2.1); nowhere else, for URLs and bodies end in logs. */
@Injectable()
export class AccessTokenStrategy extends PassportStrategy(Strategy, STRATEGY) {
  constructor(tokens: AccessTokens) {
    const { algorithms, issuer, audience } = tokens.expectations;
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKeyProvider: (_request, token: string, done) => {
        const key = tokens.keyOf(token);
        done(key ? null : 'no key of ours', key as never);
      },
      algorithms,
      issuer,
      audience,
    });
  }

  validate({ sub, sid }: { sub: string; sid: string }): AccessClaims {
    return { shopId: sub, sessionId: sid };
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
