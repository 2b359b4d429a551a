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

/** Checks the session and the plan in one round trip, after `AccessTokenGuard`. */
@Injectable()
class PlanGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: Sessions,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const required = this.reflector.getAllAndOverride<Plan>(PLAN, [context.getHandler(), context.getClass()]);
    const request = requestOf(context);
    const { shop } = await this.sessions.me(request.user);
    if (!planCovers(shop.plan, required)) throw new DomainError('plan_required', { plan: required });
    request.shop = shop;
    return true;
  }
}

/**
 * Requires this plan or a greater one, and a live session. An expired plan counts as free. It replaces `@SignedIn()`.
 * @throws DomainError `token_invalid`, `plan_required` (with `plan`)
 */
export const RequirePlan = (plan: Plan): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(PLAN, plan), UseGuards(AccessTokenGuard, PlanGuard), ApiBearerAuth());

/**
 * Requires a live session with any plan. Use it for work that does not check the session itself, or must not begin without one.
 * @throws DomainError `token_invalid`
 */
export const LiveSession = (): MethodDecorator & ClassDecorator => RequirePlan('free');

/** The shop of the session, on routes with `@LiveSession()` or `@RequirePlan(…)`. */
export const CurrentShop = createParamDecorator(
  (_: unknown, context: ExecutionContext): Shop => requestOf(context).shop!,
);
