import { Controller, Delete, Get, Patch, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { EraseCodeAnswer, Shop } from '@app/contract';
import { type AccessClaims, Claims, CurrentShop, LiveSession, SignedIn } from '@app/session';
import { AttemptLimit } from '../auth/attempt-limit';
import { CalledBy, type Caller } from '../client/caller';
import { rateLimitHeaders } from '../http/rate-limit-headers';
import { type Body, Describe, JsonBody } from '../openapi/describe';
import { EraseShop } from './erase-shop';
import { OwnShop } from './own-shop';

@ApiTags('Shop')
@Controller('api/shop')
export class ShopController {
  constructor(
    private readonly ownShop: OwnShop,
    private readonly erasing: EraseShop,
    private readonly limit: AttemptLimit,
  ) {}

  @Get()
  @SignedIn()
  @Describe({
    summary: 'The shop of the token',
    answer: 'Shop',
    problems: ['token_invalid', 'unavailable'],
  })
  shop(@Claims() claims: AccessClaims): Promise<Shop> {
    return this.ownShop.get(claims);
  }

  @Patch()
  @SignedIn()
  @Describe({
    summary: 'Changes what its owner may change; what is absent stays',
    answer: 'Shop',
    problems: ['body_invalid', 'token_invalid', 'body_too_large', 'unavailable'],
  })
  update(@JsonBody('ShopPatch') patch: Body<'ShopPatch'>, @Claims() claims: AccessClaims): Promise<Shop> {
    return this.ownShop.change(claims, patch);
  }

  @Post('erase-code')
  @LiveSession()
  @Describe({
    summary: 'The bot sends a code that erases the shop from this session',
    status: 202,
    answer: 'EraseCodeAnswer',
    problems: ['token_invalid', 'too_many_requests', 'phone_locked', 'unavailable'],
  })
  eraseCode(
    @Claims() { sessionId }: AccessClaims,
    @CurrentShop() shop: Shop,
    @CalledBy() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EraseCodeAnswer> {
    return this.limit.within(caller, reply, (ofAddress) =>
      this.erasing.sendCode(
        shop,
        sessionId,
        caller,
        (limits) => void reply.headers(rateLimitHeaders([...ofAddress, ...limits])),
      ),
    );
  }

  @Delete()
  @LiveSession()
  @Describe({
    summary: "Erases the shop and its people's data, for good",
    status: 204,
    problems: [
      ...(['body_invalid', 'token_invalid', 'code_wrong', 'challenge_gone', 'attempts_exhausted'] as const),
      ...(['phone_locked', 'too_many_requests', 'body_too_large', 'unavailable'] as const),
    ],
  })
  async erase(
    @JsonBody('EraseBody') body: Body<'EraseBody'>,
    @Claims() claims: AccessClaims,
    @CalledBy() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.limit.within(caller, reply, () => this.erasing.run(claims, body, caller));
  }
}
