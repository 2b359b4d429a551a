import { Controller, Delete, Get, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { EraseCodeAnswer, Shop } from '@app/contract';
import { type AccessClaims, Claims, CurrentShop, LiveSession, SignedIn } from '@app/session';
import { AttemptLimit } from '../auth/attempt-limit';
import { CalledBy, type Caller } from '../client/caller';
import { type Body, Describe, JsonBody } from '../openapi/describe';
import { EraseShop } from './erase-shop';
import { OwnShop } from './own-shop';

@ApiTags('Shop')
@Controller('api/shop')
export class ShopController {
  constructor(
    private readonly ownShop: OwnShop,
    private readonly shopErasure: EraseShop,
    private readonly attempts: AttemptLimit,
  ) {}

  @Get()
  @SignedIn()
  @Describe({
    operation: 'getShop',
    summary: 'Returns the shop of the access token',
    answer: 'Shop',
    problems: ['token_invalid', 'unavailable'],
  })
  shop(@Claims() claims: AccessClaims): Promise<Shop> {
    return this.ownShop.get(claims);
  }

  @Patch()
  @SignedIn()
  @Describe({
    operation: 'updateShop',
    summary: 'Changes the given fields of the shop',
    answer: 'Shop',
    problems: ['body_invalid', 'token_invalid', 'body_too_large', 'unavailable'],
  })
  update(@JsonBody('ShopPatch') patch: Body<'ShopPatch'>, @Claims() claims: AccessClaims): Promise<Shop> {
    return this.ownShop.change(claims, patch);
  }

  @Post('erase-code')
  @LiveSession()
  @Describe({
    operation: 'requestEraseCode',
    summary: 'Requests a code with which this session can erase the shop; the bot sends it',
    status: 202,
    answer: 'EraseCodeAnswer',
    problems: ['token_invalid', 'too_many_requests', 'phone_locked', 'unavailable'],
  })
  async eraseCode(
    @Claims() { sessionId }: AccessClaims,
    @CurrentShop() shop: Shop,
    @CalledBy() caller: Caller,
  ): Promise<EraseCodeAnswer> {
    await this.attempts.admit(caller);
    return this.shopErasure.sendCode(shop, sessionId, caller);
  }

  @Delete()
  @LiveSession()
  @Describe({
    operation: 'eraseShop',
    summary: 'Erases the shop and its personal data permanently',
    status: 204,
    problems: [
      'body_invalid',
      'token_invalid',
      'code_wrong',
      'challenge_gone',
      'attempts_exhausted',
      'phone_locked',
      'too_many_requests',
      'body_too_large',
      'unavailable',
    ],
  })
  async erase(
    @JsonBody('EraseBody') body: Body<'EraseBody'>,
    @Claims() claims: AccessClaims,
    @CalledBy() caller: Caller,
  ): Promise<void> {
    await this.attempts.admit(caller);
    await this.shopErasure.eraseShop(claims, body, caller);
  }
}
