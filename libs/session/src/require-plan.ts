import {
  applyDecorators,
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  SetMetadata,
  UseGuards,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiBearerAuth } from '@nestjs/swagger';
import { DomainError, type Plan, planCovers, type Shop } from '@app/contract';
import type { AccessClaims } from './access-tokens';
import { AccessTokenGuard } from './bearer';
import { Sessions } from './sessions';

const PLAN = 'otpravka:plan';

interface Request {
  readonly user: AccessClaims;
  shop?: Shop;
}

const requestOf = (context: ExecutionContext): Request => context.switchToHttp().getRequest<Request>();

/** Runs after the access token is known to be ours; one round trip asks for the session and the plan. */
@Injectable()
class PlanGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: Sessions,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const asked = this.reflector.getAllAndOverride<Plan>(PLAN, [context.getHandler(), context.getClass()]);
    const request = requestOf(context);
    const { shop } = await this.sessions.me(request.user);
    if (!planCovers(shop.plan, asked)) throw new DomainError('plan_required', { plan: asked });
    request.shop = shop;
    return true;
  }
}

/**
 * Only for shops of this plan or a greater one; an expired plan counts as free. Takes the place of `@SignedIn()`, and
 * also refuses a session that has ended.
 * @throws DomainError `token_invalid`, `plan_required` (with `plan`)
 */
export const RequirePlan = (plan: Plan): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(PLAN, plan), UseGuards(AccessTokenGuard, PlanGuard), ApiBearerAuth());

/**
 * Only with a session that has not ended, whatever the plan: for work that does not look at the session itself, and for
 * what must not even begin otherwise.
 * @throws DomainError `token_invalid`
 */
export const LiveSession = (): MethodDecorator & ClassDecorator => RequirePlan('free');

/** The shop as the guard found it; on routes with `@LiveSession()` or `@RequirePlan(…)`. */
export const CurrentShop = createParamDecorator(
  (_: unknown, context: ExecutionContext): Shop => requestOf(context).shop!,
);
