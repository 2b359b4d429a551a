import { Body, Controller, Get, Post } from '@nestjs/common';
import { type AccessClaims, CurrentShop, SignedIn } from '@otpravka/server/nest';
import { type Order, Orders } from './orders.js';

@Controller('orders')
@SignedIn()
export class OrdersController {
  constructor(private readonly orders: Orders) {}

  @Get()
  list(@CurrentShop() { shopId }: AccessClaims): readonly Order[] {
    return this.orders.list(shopId);
  }

  @Post()
  add(@CurrentShop() { shopId }: AccessClaims, @Body() body: { title?: unknown } | undefined): Order {
    return this.orders.add(shopId, String(body?.title));
  }
}
